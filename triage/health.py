"""Whether the process lives, and whether the desk works; for containers, load balancers and monitors."""

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from tickets.services import liveness


def livez(request: HttpRequest) -> HttpResponse:
    """200 while the process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


def readyz(request: HttpRequest) -> HttpResponse:
    """200 when the database answers and work gets done, else 503 with what is late, one reason a line.

    The broker may be away for a while: what is owed waits in the database.
    """
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        found = liveness.current(now=timezone.now())
    except DatabaseError:
        return HttpResponse("the database does not answer\n", status=503, content_type="text/plain")
    if found.stands_still:
        reasons = "".join(f"{late.what}\n" for late in found.late)
        return HttpResponse(reasons, status=503, content_type="text/plain")
    return HttpResponse("ok\n", content_type="text/plain")
