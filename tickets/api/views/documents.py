"""What the API says about itself: its schema, its page, its problems and its paths."""

from dataclasses import asdict
from functools import cache

from csp.constants import SELF
from csp.decorators import csp_update
from django.http import HttpResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer
from drf_spectacular.views import SpectacularSwaggerSplitView
from rest_framework.renderers import TemplateHTMLRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from tickets.api.endpoint import Endpoint
from tickets.api.problems import PROBLEMS
from tickets.api.renderers import JSONRenderer

KEPT = "public, max-age=300"


@cache
def schema_document() -> bytes:
    """The OpenAPI document as JSON; made once per process, since the code decides it."""
    generator = SchemaGenerator()  # type: ignore[no-untyped-call]
    document: bytes = OpenApiJsonRenderer().render(generator.get_schema(public=True))  # type: ignore[no-untyped-call]
    return document


class SchemaView(Endpoint):
    """The OpenAPI 3.1 document."""

    schema = None

    def get(self, request: Request) -> HttpResponse:
        """The document as JSON."""
        return HttpResponse(schema_document(), content_type="application/json", headers={"Cache-Control": KEPT})


@method_decorator(csp_update({"img-src": [SELF, "data:"]}), name="dispatch")
class DocsView(Endpoint, SpectacularSwaggerSplitView):
    """The schema as a page. Swagger UI draws its arrows from ``data:`` images, which this page alone allows."""

    schema = None
    renderer_classes = [TemplateHTMLRenderer]
    template_name = "api/docs.html"
    url_name = "api:schema"


class ProblemsView(Endpoint):
    """Every problem type; the ``type`` of each error points here."""

    schema = None
    renderer_classes = (JSONRenderer, TemplateHTMLRenderer)
    template_name = "api/problems.html"

    def get(self, request: Request) -> Response:
        """JSON, or a page for a browser that follows a ``type``."""
        return Response({"problems": [{"type": each.type, **asdict(each)} for each in PROBLEMS.values()]})


class IndexView(Endpoint):
    """Where to begin."""

    schema = None

    def get(self, request: Request) -> Response:
        """The addresses of the API's parts."""
        names = ("tickets", "diagnoses", "reference", "problems", "schema", "docs")
        return Response({name: request.build_absolute_uri(reverse(f"api:{name}")) for name in names})
