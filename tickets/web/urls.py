"""The customers' pages."""

from django.urls import path, register_converter

from tickets.web import converters, guide, preview, submit, ticket

register_converter(converters.Number, "number")
register_converter(converters.Token, "token")
register_converter(converters.Status, "status")

app_name = "web"
urlpatterns = [
    path("", submit.submit, name="submit"),
    path("masked", preview.preview, name="preview"),
    path("t/<number:number>/<token:token>", ticket.show, name="ticket"),
    path("t/<number:number>/<token:token>/outcome", ticket.say_outcome, name="outcome"),
    path("t/<number:number>/<token:token>/messages", ticket.write, name="write"),
    path("t/<number:number>/<token:token>/files/<int:file>", ticket.download, name="file"),
    path("guide/", guide.index, name="guide"),
    path("guide/<status:status>", guide.entry, name="guide_entry"),
]
