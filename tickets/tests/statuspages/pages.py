"""What status pages answer, in each format: small, whole and true unless a test spoils it."""

import json
from datetime import UTC, datetime
from typing import Any

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def as_bytes(value: object) -> bytes:
    return json.dumps(value).encode()


def atlassian(state: str = "operational", indicator: str = "none", **given: Any) -> bytes:
    """A page of two components, of which “Payments” is in the given state."""
    return as_bytes(
        {
            "page": {
                "id": "p1",
                "name": "Acme",
                "url": "https://status.acme.example",
                "updated_at": "2026-11-23T08:59:00Z",
            },
            "status": {"indicator": indicator, "description": "whatever"},
            "components": [
                {"id": "c0", "name": "Everything", "status": "operational", "group": True},
                {"id": "c1", "name": "Payments", "status": state, "group": False},
                {"id": "c2", "name": "Customers", "status": "operational", "group": False},
            ],
            "incidents": [],
            "scheduled_maintenances": [],
            **given,
        }
    )


def instatus(page: str = "UP", state: str = "OPERATIONAL", **given: Any) -> tuple[bytes, bytes]:
    """The summary and the components of Instatus."""
    summary = {"page": {"name": "Acme", "url": "https://acme.instatus.com", "status": page}, **given}
    parts = {
        "components": [
            {"id": "i1", "name": "Payments", "status": state},
            {"id": "i2", "name": "Customers", "status": "OPERATIONAL"},
        ]
    }
    return as_bytes(summary), as_bytes(parts)


def cachet(state: int = 1, incident: int = 4, pages: int = 1) -> tuple[bytes, bytes]:
    """The components and incidents of Cachet 2."""
    parts = {
        "meta": {"pagination": {"total": 2, "total_pages": pages}},
        "data": [
            {"id": 1, "name": "Payments", "status": state, "status_name": "?", "enabled": True},
            {"id": 2, "name": "Customers", "status": 1, "status_name": "Operational", "enabled": True},
            {"id": 3, "name": "Old", "status": 4, "status_name": "Major Outage", "enabled": False},
        ],
    }
    return as_bytes(parts), as_bytes({"data": [{"id": 9, "name": "Slow cards", "status": incident}]})


def cachet_3(state: int = 1, incident: int = 4) -> tuple[bytes, bytes]:
    """The same of Cachet 3."""
    fields = {"name": "Payments", "status": {"human": "?", "value": state}, "enabled": True}
    parts = {"data": [{"id": "1", "type": "components", "attributes": fields}]}
    told = {"name": "Slow cards", "status": {"human": "?", "value": incident}}
    return as_bytes(parts), as_bytes({"data": [{"id": "9", "type": "incidents", "attributes": told}]})


def incident_io(*incidents: dict[str, Any], maintenances: tuple[dict[str, Any], ...] = ()) -> bytes:
    """The widget of incident.io."""
    return as_bytes(
        {
            "page_title": "Acme",
            "page_url": "https://status.acme.example",
            "ongoing_incidents": list(incidents),
            "in_progress_maintenances": list(maintenances),
            "scheduled_maintenances": [{"id": "s", "name": "Later", "status": "maintenance_scheduled"}],
        }
    )


def outage_io(**given: Any) -> dict[str, Any]:
    """An incident of incident.io that takes Payments down."""
    part = {"id": "x1", "name": "Payments", "current_status": "full_outage"}
    told = {"id": "i", "name": "Cards fail", "status": "investigating", "current_worst_impact": "full_outage"}
    return {**told, "affected_components": [part], **given}


def rss(*items: tuple[str, str, str]) -> bytes:
    """An RSS feed of (title, description, date)."""
    listed = "".join(
        f"<item><title>{title}</title><description><![CDATA[{words}]]></description><pubDate>{at}</pubDate></item>"
        for title, words, at in items
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Acme</title>{listed}</channel></rss>'.encode()


def atom(*entries: tuple[str, str, str]) -> bytes:
    """An Atom feed of (title, content, date)."""
    listed = "".join(
        f'<entry><title>{title}</title><content type="html">{words}</content><updated>{at}</updated></entry>'
        for title, words, at in entries
    )
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>Acme</title>{listed}</feed>'.encode()


TODAY = "Mon, 23 Nov 2026 08:00:00 +0000"
EARLIER = "Mon, 16 Nov 2026 08:00:00 +0000"
