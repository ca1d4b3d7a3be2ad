"""Who uses the desk: users who sign in, customers whom tickets belong to, and the keys of the REST API."""

from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import BaseUserManager
from django.contrib.auth.models import AbstractUser
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Lower
from knox.models import AbstractAuthToken

LANGUAGE = RegexValidator(r"^[A-Za-z]{2,3}(-[A-Za-z0-9]+)*\Z", "Write a language such as de or pt-BR.")  # RFC 5646


class UserManager(BaseUserManager["User"]):
    """Users are named by their e-mail address; there is no other user name."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A stored user; without a password they cannot sign in with one."""
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A stored user who may do everything; ``createsuperuser`` calls this."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, email: str | None) -> "User":
        """The user of an address, however its letters are cased."""
        return self.get(email__iexact=email)


class User(AbstractUser):  # type: ignore[django-manager-missing]
    """Someone who signs in: a customer or staff. Owns API keys."""

    username = None  # type: ignore[assignment]
    email = models.EmailField("e-mail address", unique=True)
    on_duty = models.BooleanField(
        default=False, db_default=False, help_text="Whether queues hand out tickets to them; they set it themselves."
    )

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = UserManager()  # type: ignore[assignment,misc]

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="one_user_per_address")]

    def __str__(self) -> str:
        return self.get_full_name() or self.email


class Organisation(models.Model):
    """A company whose developers call the vendor's API."""

    name = models.CharField(max_length=200, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class CustomerQuerySet(models.QuerySet["Customer"]):
    """Customers, as sentences."""

    def of_address(self, email: str) -> "CustomerQuerySet":
        """The one of that address, however its letters are cased: as the index knows it, which ``iexact`` does not."""
        return self.alias(address=Lower("email")).filter(address=email.lower())


class Customer(models.Model):
    """Whom a ticket belongs to: an e-mail address, linked to a User once they sign in or hold a key."""

    email = models.EmailField("e-mail address")
    name = models.CharField(max_length=200, blank=True)
    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True)
    organisation = models.ForeignKey(Organisation, models.SET_NULL, null=True, blank=True)
    language = models.CharField(
        max_length=20,
        blank=True,
        default="",
        db_default="",
        validators=[LANGUAGE],
        help_text="What they write and read, such as de or pt-BR; routing rules may ask for it.",
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = CustomerQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="one_customer_per_address")]

    def __str__(self) -> str:
        return self.name or self.email


class ApiKey(AbstractAuthToken):  # type: ignore[misc]
    """A key of the REST API. Only its SHA-512 digest is stored; the key itself is shown once, when made."""

    class Scope(models.TextChoices):
        READ = "read", "Read tickets"
        WRITE = "write", "Create and answer tickets"

    name: "models.CharField[str, str]" = models.CharField(max_length=100)
    scopes = models.JSONField(default=list)
    last_used_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(
        null=True, blank=True, editable=False
    )

    class Meta:
        verbose_name = "API key"
        ordering = ["-created"]

    def __str__(self) -> str:
        return f"{self.name} ({self.token_key}…)"

    def allows(self, scope: str) -> bool:
        """Whether the key may be used for that scope."""
        return scope in self.scopes
