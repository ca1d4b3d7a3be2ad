"""The API's paths, each with and without a slash at its end."""

from django.urls import URLPattern, path, re_path

from tickets.api.endpoint import Endpoint, Nowhere
from tickets.api.views.diagnoses import DiagnosesView
from tickets.api.views.documents import DocsView, IndexView, ProblemsView, SchemaView
from tickets.api.views.messages import MessagesView
from tickets.api.views.reference import ReferenceEntryView, ReferenceView
from tickets.api.views.tickets import OutcomeView, TicketsView, TicketView

app_name = "api"


def both(route: str, view: type[Endpoint], name: str) -> tuple[URLPattern, URLPattern]:
    """The path without and with a slash: a redirect would lose the body. Links and the schema use the first."""
    return path(route, view.as_view(), name=name), path(f"{route}/", view.as_view())


urlpatterns = [
    path("", IndexView.as_view(), name="index"),
    *both("tickets", TicketsView, "tickets"),
    *both("tickets/<str:number>", TicketView, "ticket"),
    *both("tickets/<str:number>/messages", MessagesView, "messages"),
    *both("tickets/<str:number>/verdict", OutcomeView, "verdict"),
    *both("diagnoses", DiagnosesView, "diagnoses"),
    *both("reference", ReferenceView, "reference"),
    *both("reference/<str:status>", ReferenceEntryView, "reference-entry"),
    *both("problems", ProblemsView, "problems"),
    *both("schema", SchemaView, "schema"),
    *both("docs", DocsView, "docs"),
    re_path(r"", Nowhere.as_view()),
]
