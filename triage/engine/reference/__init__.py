"""What the vendor documents, as one immutable Reference; later documents are added to it, not beside it."""

from triage.engine.reference.codes import VendorCode
from triage.engine.reference.default import default_reference, read_guide
from triage.engine.reference.guide import GuideEntry
from triage.engine.reference.reference import Reference

__all__ = ["GuideEntry", "Reference", "VendorCode", "default_reference", "read_guide"]
