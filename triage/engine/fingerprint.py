"""The key of a fault: equal for the same fault of many customers, free of any value of theirs."""

from dataclasses import dataclass

VERSION = 1


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """Method, path template, status, vendor error code and environment; never a value, never a query."""

    method: str
    path_template: str
    status: str
    vendor_code: str
    environment: str
    version: int = VERSION

    def __str__(self) -> str:
        parts = (self.method, self.environment, self.path_template, self.status, self.vendor_code)
        return f"v{self.version} " + " ".join(part or "-" for part in parts)
