"""What the vendor documents, as one immutable Reference; later documents are added to it, not beside it."""

from triage.engine.reference.default import default_reference, read_guide
from triage.engine.reference.guide import GuideEntry, Reference

__all__ = ["GuideEntry", "Reference", "default_reference", "read_guide"]
