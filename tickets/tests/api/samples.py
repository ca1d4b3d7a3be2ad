"""What the tests of the API share: pastes, and callers with and without a key."""

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.test import Client

from tickets.models import ApiKey, User
from tickets.services import keys

if TYPE_CHECKING:  # the stubs name what the test client answers; Django does not
    from django.test.client import _MonkeyPatchedWSGIResponse as Answer

TICKETS = "/api/v1/tickets"
DIAGNOSES = "/api/v1/diagnoses"
FORM = "application/x-www-form-urlencoded"
SECRET = "hunter2hunter2hunter2"
CALL = f"curl 'https://api.acme.example/v1/customers/cus_9?a=1&b=2' -H 'Authorization: Bearer {SECRET}'"
NOT_FOUND_RESPONSE = 'HTTP/1.1 404 Not Found\nContent-Type: application/json\n\n{"error": "no such customer"}\n'
NOT_FOUND = f"{CALL}\n\n{NOT_FOUND_RESPONSE}"
UNAVAILABLE = NOT_FOUND.replace("404 Not Found", "503 Service Unavailable")
INCOMPLETE = "curl https://api.acme.example/v1/customers/cus_9"


@dataclass(slots=True)
class Caller:
    """Somebody who calls the API; ``key`` is their API key in the clear, empty for none."""

    key: str = ""
    client: Client = field(default_factory=Client)

    def get(self, path: str, **headers: str) -> "Answer":
        return self.client.get(path, headers=self._with_key(headers))

    def json(self, path: str, body: Any, **headers: str) -> "Answer":
        data = body if isinstance(body, (bytes, str)) else json.dumps(body)
        return self.client.post(path, data, content_type="application/json", headers=self._with_key(headers))

    def raw(self, path: str, body: str | bytes, content_type: str = FORM, **headers: str) -> "Answer":
        content = body.encode() if isinstance(body, str) else body
        return self.client.generic("POST", path, content, content_type, headers=self._with_key(headers))

    def form(self, path: str, fields: dict[str, Any], **headers: str) -> "Answer":
        return self.client.post(path, fields, headers=self._with_key(headers))

    def _with_key(self, headers: dict[str, str]) -> dict[str, str]:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return {"Authorization": f"Bearer {self.key}", **named} if self.key else named


def holder_of_a_key(email: str, *scopes: str) -> Caller:
    """A caller whose key was just made."""
    user = User.objects.filter(email=email).first() or User.objects.create_user(email)
    return Caller(keys.make(user=user, name="tests", scopes=scopes or tuple(ApiKey.Scope.values)))


def code_of(response: "Answer") -> str:
    """The code of a problem, after checking that it is one (RFC 9457)."""
    assert response["Content-Type"] == "application/problem+json", response.content
    problem = response.json()
    assert problem["status"] == response.status_code
    assert {"type", "title", "detail"} <= problem.keys()
    return str(problem["type"].removeprefix("/api/v1/problems#"))
