"""What is stored: facts, constraints, and querysets that read as English."""

from tickets.models.alerts import Alert
from tickets.models.conversation import Attachment, Event, Message, Note
from tickets.models.documents import Document, DocumentBody, DocumentVersion
from tickets.models.feedback import WrongFinding
from tickets.models.guide import GuideEntry, VendorCode
from tickets.models.hours import BusinessHours
from tickets.models.incidents import Incident, IncidentEvent, IncidentFingerprint, IncidentUpdate, ToldUpdate
from tickets.models.liveness import Heartbeat
from tickets.models.owed import IdempotencyKey, Owed
from tickets.models.people import ApiKey, Customer, Organisation, User
from tickets.models.queues import Queue
from tickets.models.routing import RoutingRule, Tag
from tickets.models.statuspages import StatusComponent, StatusPage, StatusVerdict
from tickets.models.targets import Target
from tickets.models.ticket import Finding, Mask, Ticket

__all__ = [
    "Alert",
    "ApiKey",
    "Attachment",
    "BusinessHours",
    "Customer",
    "Document",
    "DocumentBody",
    "DocumentVersion",
    "Event",
    "Finding",
    "GuideEntry",
    "Heartbeat",
    "IdempotencyKey",
    "Incident",
    "IncidentEvent",
    "IncidentFingerprint",
    "IncidentUpdate",
    "Mask",
    "Message",
    "Note",
    "Organisation",
    "Owed",
    "Queue",
    "RoutingRule",
    "StatusComponent",
    "StatusPage",
    "StatusVerdict",
    "Tag",
    "Target",
    "Ticket",
    "ToldUpdate",
    "User",
    "VendorCode",
    "WrongFinding",
]
