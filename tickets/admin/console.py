"""What the console shows, listed by hand."""

from django.contrib.admin import AdminSite

from tickets.admin.alerts import AlertAdmin
from tickets.admin.desk import GuideEntryAdmin, OwedAdmin, QueueAdmin
from tickets.admin.documents import DocumentAdmin, VendorCodeAdmin
from tickets.admin.incidents import IncidentAdmin
from tickets.admin.people import ApiKeyAdmin, CustomerAdmin, OrganisationAdmin, UserAdmin
from tickets.admin.rules import RoutingRuleAdmin
from tickets.admin.statuspages import StatusComponentAdmin, StatusPageAdmin
from tickets.admin.targets import BusinessHoursAdmin, TargetAdmin
from tickets.admin.tickets import TicketAdmin
from tickets.models import (
    Alert,
    ApiKey,
    BusinessHours,
    Customer,
    Document,
    GuideEntry,
    Incident,
    Organisation,
    Owed,
    Queue,
    RoutingRule,
    StatusComponent,
    StatusPage,
    Target,
    Ticket,
    User,
    VendorCode,
)


def fill(site: AdminSite) -> None:
    """Registers the desk's models."""
    site.register(Ticket, TicketAdmin)
    site.register(Incident, IncidentAdmin)
    site.register(Queue, QueueAdmin)
    site.register(RoutingRule, RoutingRuleAdmin)
    site.register(Target, TargetAdmin)
    site.register(BusinessHours, BusinessHoursAdmin)
    site.register(GuideEntry, GuideEntryAdmin)
    site.register(VendorCode, VendorCodeAdmin)
    site.register(Document, DocumentAdmin)
    site.register(StatusPage, StatusPageAdmin)
    site.register(StatusComponent, StatusComponentAdmin)
    site.register(Customer, CustomerAdmin)
    site.register(Organisation, OrganisationAdmin)
    site.register(User, UserAdmin)
    site.register(ApiKey, ApiKeyAdmin)
    site.register(Owed, OwedAdmin)
    site.register(Alert, AlertAdmin)
