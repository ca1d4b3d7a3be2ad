"""Every shape in which a credential was seen, each paste with its secrets: the positive lists of masking, in one."""

from triage.engine.tests.test_redaction_hidden import CASES
from triage.engine.tests.test_redaction_pastes import HIDDEN

CREDENTIALS: tuple[tuple[str, tuple[str, ...]], ...] = tuple((text, tuple(held)) for text, held in (*CASES, *HIDDEN))
