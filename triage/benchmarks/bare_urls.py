"""One view that stores what it is sent in one row, and nothing else."""

import secrets

from django.http import HttpRequest, HttpResponse
from django.urls import path

from tickets.models import Organisation


def insert(request: HttpRequest) -> HttpResponse:
    """201 after one INSERT and its COMMIT."""
    Organisation.objects.create(name=f"{secrets.token_hex(16)} {len(request.body)}")
    return HttpResponse(status=201)


urlpatterns = [path("insert", insert)]
