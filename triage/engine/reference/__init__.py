"""What the vendor documents, as one immutable Reference; later documents are added to it, not beside it."""

from triage.engine.reference.codes import VendorCode
from triage.engine.reference.default import default_reference, read_guide
from triage.engine.reference.guide import GuideEntry
from triage.engine.reference.openapi import OpenApi, is_openapi, pack_openapi, read_openapi, unpack_openapi
from triage.engine.reference.reference import Reference

__all__ = [
    "GuideEntry",
    "OpenApi",
    "Reference",
    "VendorCode",
    "default_reference",
    "is_openapi",
    "pack_openapi",
    "read_guide",
    "read_openapi",
    "unpack_openapi",
]
