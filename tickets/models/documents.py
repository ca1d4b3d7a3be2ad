"""The vendor's own documents, each with its versions: what was uploaded, what was read in it, what became of it."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q


class Document(models.Model):
    """A document that the desk knows by its canonical address, or by its name where it has none.

    The address is a name too: nothing is ever fetched from it.
    """

    class Kind(models.TextChoices):
        PAGE = "page", "Page of statuses and error codes"
        OPENAPI = "openapi", "OpenAPI document"

    kind = models.CharField(max_length=10, choices=Kind)
    name = models.CharField(max_length=200)
    url = models.URLField("canonical address", max_length=500, blank=True)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "url"], condition=~Q(url=""), name="an_address_names_one_document"),
            models.UniqueConstraint(
                fields=["kind", "name"], condition=Q(url=""), name="without_an_address_the_name_names_one_document"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class DocumentVersionQuerySet(models.QuerySet["DocumentVersion"]):
    """Versions, as sentences."""

    def accepted(self) -> Self:
        """Those that count."""
        return self.filter(state=DocumentVersion.State.ACCEPTED)


class DocumentVersion(models.Model):
    """One upload of a document and what became of it. Only the accepted one counts; none is ever deleted.

    ``title`` and ``edition`` are what an OpenAPI document calls itself; ``problem`` is why it was refused.
    """

    class State(models.TextChoices):
        CHECKING = "checking", "Being checked"
        PREVIEW = "preview", "To be decided"
        REFUSED = "refused", "Refused"
        ACCEPTED = "accepted", "Accepted"
        SUPERSEDED = "superseded", "Superseded"
        DISCARDED = "discarded", "Discarded"

    document = models.ForeignKey(Document, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.CHECKING)
    file_name = models.CharField(max_length=255, blank=True)
    digest = models.CharField("SHA-256", max_length=64)
    size = models.PositiveIntegerField()
    title = models.CharField(max_length=200, blank=True)
    edition = models.CharField("version it names", max_length=60, blank=True)
    warnings = models.JSONField(default=list)
    problem = models.TextField(blank=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="uploaded_versions"
    )
    uploaded_at = models.DateTimeField()
    checked_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="decided_versions"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = DocumentVersionQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        # What every submission asks: whether other versions count now. It must not touch the rows.
        indexes = [models.Index(fields=["decided_at"], name="version_that_counts", condition=Q(state="accepted"))]
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="versions_of_a_document_are_numbered"),
            models.UniqueConstraint(
                fields=["document"], condition=Q(state="accepted"), name="one_version_of_a_document_counts"
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(problem=""), name="a_refused_version_says_what_is_wrong"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["accepted", "superseded", "discarded"]) | Q(decided_at__isnull=False),
                name="a_decided_version_says_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document} ({self.number})"

    @property
    def called(self) -> str:
        """Its name in an edition of the reference: what it calls itself, and which upload of it this is."""
        return f"{self.title or self.document.name} {self.edition}".strip() + f" ({self.number})"


class DocumentBody(models.Model):
    """What makes a version heavy, apart from it: megabytes that no list and no check may pass over.

    ``content`` is what was uploaded, compressed (zlib), so that a newer desk can read it anew; ``index`` is the
    engine's of an OpenAPI document; ``reading`` is what was read, for previews and comparisons.
    """

    version = models.OneToOneField(DocumentVersion, models.CASCADE, primary_key=True, related_name="body")
    content = models.BinaryField()
    index = models.BinaryField(default=bytes)
    reading = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"What {self.version} says"
