"""What the vendor documents, as one immutable Reference; later documents are added to it, not beside it."""

from triage.engine.reference.codes import VendorCode
from triage.engine.reference.default import default_reference, read_guide
from triage.engine.reference.guide import GuideEntry
from triage.engine.reference.openapi import OpenApi, is_openapi, pack_openapi, read_openapi, unpack_openapi
from triage.engine.reference.overlay import overlay
from triage.engine.reference.pages import Page, read_page
from triage.engine.reference.reference import Reference

__all__ = [
    "GuideEntry",
    "OpenApi",
    "Page",
    "Reference",
    "VendorCode",
    "default_reference",
    "is_openapi",
    "overlay",
    "pack_openapi",
    "read_guide",
    "read_openapi",
    "read_page",
    "unpack_openapi",
]
