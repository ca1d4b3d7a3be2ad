"""The project's settings: the only reader of the environment. Every variable is in the README's table.

Without ``DATABASE_URL`` the desk runs on its embedded defaults: SQLite and a broker that needs no server.
"""

import hashlib
import logging
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.FileAwareEnv()
environ.Env.read_env(BASE_DIR / ".env")

# The desk itself

DEBUG = env.bool("DEBUG", False)
EMBEDDED = "DATABASE_URL" not in env
DATA_DIR = Path(env.str("DATA_DIR", str(BASE_DIR / "var")))
PORT = env.int("PORT", 8000)
BIND = env.str("BIND", f"127.0.0.1:{PORT}")
WEB_WORKERS = env.int("WEB_WORKERS", 2)
WEB_THREADS = env.int("WEB_THREADS", 4)
BASE_URL = env.str("BASE_URL", f"http://127.0.0.1:{PORT}").rstrip("/")
VENDOR_NAME = env.str("VENDOR_NAME", "the API")
STATUS_PAGE_URL = env.str("STATUS_PAGE_URL", "")
STATUS_PAGE_FRESH_MINUTES = env.int("STATUS_PAGE_FRESH_MINUTES", 15)
STATUS_PAGE_PRIVATE = env.bool("STATUS_PAGE_PRIVATE", False)
STAFF_WEBHOOK_URL = env.str("STAFF_WEBHOOK_URL", "").strip()
METRICS_TOKEN = env.str("METRICS_TOKEN", "").strip()
DEMO_PASSWORD = env.str("DEMO_PASSWORD", "")
PASTE_MAX_BYTES = env.int("PASTE_MAX_BYTES", 262_144)
FILE_MAX_BYTES = env.int("FILE_MAX_BYTES", 10 * 1024 * 1024)
REFERENCE_MAX_BYTES = env.int("REFERENCE_MAX_BYTES", 50_000_000)
ATTACHMENT_TYPES = [each.strip().lower() for each in env.list("ATTACHMENT_TYPES", default=[])]
ANONYMOUS_TICKETS = env.bool("ANONYMOUS_TICKETS", EMBEDDED)
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", 0)
CONTACT_POLICIES = ("leaving", "always", "never")
MASK_CONTACTS = env.str("MASK_CONTACTS", "leaving")
THROTTLE_ADDRESS = env.str("THROTTLE_ADDRESS", "60/min")
THROTTLE_KEY = env.str("THROTTLE_KEY", "600/min")
INCIDENT_CUSTOMERS = env.int("INCIDENT_CUSTOMERS", 3)
INCIDENT_WINDOW_MINUTES = env.int("INCIDENT_WINDOW_MINUTES", 30)
INCIDENT_CLIENT_CUSTOMERS = env.int("INCIDENT_CLIENT_CUSTOMERS", 8)
INCIDENT_CLIENT_WINDOW_MINUTES = env.int("INCIDENT_CLIENT_WINDOW_MINUTES", 10)
INCIDENT_REOPEN_HOURS = env.int("INCIDENT_REOPEN_HOURS", 24)
CLAIM_MINUTES = env.int("CLAIM_MINUTES", 240)
ANSWERED_DAYS = env.int("ANSWERED_DAYS", 7)
WAITING_DAYS = env.int("WAITING_DAYS", 0)
SOLVED_DAYS = env.int("SOLVED_DAYS", 14)
REOPEN_DAYS = env.int("REOPEN_DAYS", 30)
TARGET_WARN_PERCENT = env.int("TARGET_WARN_PERCENT", 25)
SHOW_RESPONSE_TIME = env.bool("SHOW_RESPONSE_TIME", False)
SWEEP_SECONDS = env.float("SWEEP_SECONDS", 1.0)
HEARTBEAT_SECONDS = env.float("HEARTBEAT_SECONDS", 15.0)
SILENCE_SECONDS = env.float("SILENCE_SECONDS", 120.0)
OVERDUE_SECONDS = env.float("OVERDUE_SECONDS", 600.0)
PARKED_ALARM = env.int("PARKED_ALARM", 1)

# Secrets: a desk that starts with a known secret is a breach, so there is no default

SECRET_KEY = env.str("SECRET_KEY", "")
if len(SECRET_KEY) < 32 or "change-me" in SECRET_KEY:
    raise ImproperlyConfigured(
        "SECRET_KEY is missing, shorter than 32 characters or the example's. `make run` writes one to .env; elsewhere: "
        "python -c 'import secrets; print(secrets.token_urlsafe(50))'"
    )


def _derived(purpose: str) -> str:
    return hashlib.sha256(f"{purpose}:{SECRET_KEY}".encode()).hexdigest()


LINK_KEY = env.str("LINK_KEY", _derived("links"))
KEYPRINT_KEY = env.str("KEYPRINT_KEY", _derived("keyprints"))
KEYPRINT_VERSION = env.int("KEYPRINT_VERSION", 1)
SENDER_KEY = _derived("senders")

# Where it is reached: one public address decides hosts, cookies and transport security

_public = urlsplit(BASE_URL)
_https = _public.scheme == "https"
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
# Loopback is always there for the containers' health checks; links are made from BASE_URL, never from a Host header.
ALLOWED_HOSTS = [*env.list("ALLOWED_HOSTS", default=[_public.hostname or ""]), *LOOPBACK]
CSRF_TRUSTED_ORIGINS = [BASE_URL] if _https else []
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = _https
SECURE_REDIRECT_EXEMPT = [r"^livez$", r"^readyz$", r"^metrics$"]
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", 31_536_000) if _https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = _https
SECURE_REFERRER_POLICY = "same-origin"  # ticket pages are secret links: never told to another site
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

CONTENT_SECURITY_POLICY: dict[str, Any] = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# Django

INSTALLED_APPS = [
    "tickets.apps.TicketsConfig",
    "triage.apps.ConsoleConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "csp",
    "axes",
    "knox",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_structlog",
]
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False
DJANGO_STRUCTLOG_USER_ID_FIELD = None
DJANGO_STRUCTLOG_CELERY_ENABLED = True
DJANGO_STRUCTLOG_STATUS_START_LOG_LEVEL = logging.DEBUG
DJANGO_STRUCTLOG_STATUS_4XX_LOG_LEVEL = logging.INFO
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "triage.logs.RouteMiddleware",
    "tickets.web.limits.BodyLimitMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "triage.urls"
WSGI_APPLICATION = "triage.wsgi.application"
APPEND_SLASH = False
AUTH_USER_MODEL = "tickets.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
LOGIN_URL = "admin:login"
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 0.25  # hours
AXES_ENABLE_ADMIN = False
AXES_USERNAME_FORM_FIELD = "username"  # of the sign-in form; axes would look for USERNAME_FIELD, and lock nobody out
AXES_USERNAME_CALLABLE = "tickets.admin.lockout.name_of"
AXES_LOCKOUT_TEMPLATE = "admin/locked_out.html"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_IPWARE_PROXY_COUNT = TRUSTED_PROXIES or None
AXES_IPWARE_META_PRECEDENCE_ORDER = ["HTTP_X_FORWARDED_FOR", "REMOTE_ADDR"] if TRUSTED_PROXIES else ["REMOTE_ADDR"]
LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True
STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "tickets.web.context.desk",
            ],
            "libraries": {"desk": "tickets.web.tags"},
        },
    }
]

# Uploads stay in memory: no raw paste may touch a disk. The handler needs room for the largest file and its form.

FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
REQUEST_MAX_BYTES = FILE_MAX_BYTES + 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = REQUEST_MAX_BYTES
FILE_UPLOAD_MAX_MEMORY_SIZE = max(REQUEST_MAX_BYTES, REFERENCE_MAX_BYTES + 1024 * 1024)  # the vendor's own documents

# Error reports show neither what was sent nor variables

DEFAULT_EXCEPTION_REPORTER = "triage.reports.Report"
DEFAULT_EXCEPTION_REPORTER_FILTER = "triage.reports.NothingSent"

# Storage

_SQLITE = {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": DATA_DIR / "desk.sqlite3",
    "CONN_MAX_AGE": None,
    "OPTIONS": {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    },
    "TEST": {"NAME": DATA_DIR / "test.sqlite3"},  # a file: threads that race must meet real locks
}


def _database() -> dict[str, Any]:
    if EMBEDDED:
        return _SQLITE
    config: dict[str, Any] = env.db_url("DATABASE_URL")
    if config["ENGINE"].endswith("sqlite3"):
        return {**_SQLITE, "NAME": config["NAME"]}
    config["CONN_MAX_AGE"], config["CONN_HEALTH_CHECKS"] = None, True
    config["OPTIONS"] = {**config.get("OPTIONS", {}), "server_side_binding": True, "prepare_threshold": 1}
    return config


DATABASES = {"default": _database()}
CACHES = {"default": env.cache_url("CACHE_URL", "locmemcache://")}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# Mail

vars().update(env.email_url("EMAIL_URL", f"filemail:///{DATA_DIR / 'mail'}"))
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("DEFAULT_FROM_EMAIL", "Support desk <support@localhost>")
MAIL_REPLY_TO = env.str("MAIL_REPLY_TO", "")
MAILS_PER_TICKET_HOUR = env.int("MAILS_PER_TICKET_HOUR", 10)
STAFF_MAILS_HOUR = env.int("STAFF_MAILS_HOUR", 30)
EMAIL_TIMEOUT = 10

# Celery: messages are only wake-ups, what is owed is in the database (tickets.services.owed)

CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", "filesystem://localhost")
_BROKER_OPTIONS: dict[str, dict[str, Any]] = {
    "filesystem": {
        "data_folder_in": str(DATA_DIR / "broker"),
        "data_folder_out": str(DATA_DIR / "broker"),
        "control_folder": str(DATA_DIR / "broker-control"),
        "polling_interval": 0.05,
    },
    "redis": {
        "visibility_timeout": 120,
        "unacked_restore_throttle": 1,
        "socket_connect_timeout": 0.5,
        "socket_keepalive": True,
    },
    "amqp": {"confirm_publish": True},
}
if CELERY_BROKER_URL.startswith("filesystem"):
    (DATA_DIR / "broker").mkdir(parents=True, exist_ok=True)  # kombu reads the folder before it makes it
CELERY_BROKER_TRANSPORT_OPTIONS = _BROKER_OPTIONS.get(urlsplit(CELERY_BROKER_URL).scheme.removesuffix("s"), {})
CELERY_BROKER_CONNECTION_TIMEOUT = 0.5
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_ACKS_LATE = CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_ACKS_ON_FAILURE = CELERY_TASK_ACKS_ON_TIMEOUT = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_TIME_LIMIT = 60
CELERY_TASK_ALWAYS_EAGER = False
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_SEND_TASK_EVENTS = False
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
CELERY_DB_REUSE_MAX = 1000
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULER = "tickets.beating.Scheduler"
CELERY_BEAT_MAX_LOOP_INTERVAL = HEARTBEAT_SECONDS
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "beat-schedule")
CELERY_BEAT_SCHEDULE = {
    "forget-old-idempotency-keys": {
        "task": "tickets.forget_idempotency_keys",
        "schedule": 3600,
        "options": {"expires": 1800},
    },
    "close-finished": {"task": "tickets.close_finished", "schedule": 3600, "options": {"expires": 1800}},
    "tend-claims": {"task": "tickets.tend_claims", "schedule": 60, "options": {"expires": 50}},
    "tend-targets": {"task": "tickets.tend_targets", "schedule": 60, "options": {"expires": 50}},
    "read-status-pages": {"task": "tickets.read_status_pages", "schedule": 60, "options": {"expires": 50}},
}

# REST

MIGRATION_MODULES = {"knox": None}  # its own table is swapped for ours; made all the same, it blocks every flush
KNOX_TOKEN_MODEL = "tickets.ApiKey"  # noqa: S105  (a model, not a password)
REST_KNOX = {"TOKEN_TTL": None, "AUTH_HEADER_PREFIX": "Bearer", "TOKEN_PREFIX": "desk_"}
REST_FRAMEWORK = {
    # What an endpoint takes, answers and allows stands in tickets.api.endpoint; these are for what forgets to be one.
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "tickets.api.errors.handle_error",
    "UNAUTHENTICATED_USER": None,
    "URL_FORMAT_OVERRIDE": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Support desk API",
    "DESCRIPTION": "Submit the call you made and the response you received; get the fix or a place in the queue.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "PREPROCESSING_HOOKS": ["tickets.api.schema.without_twins"],
    "POSTPROCESSING_HOOKS": ["tickets.api.schema.with_answers"],
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_SETTINGS": {"deepLinking": True, "validatorUrl": None},  # no badge from an outside service
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
}

# Logs: the route, never the path or the query (triage.logs), and what slips in all the same is masked (triage.masking)

LOG_FORMAT = env.str("LOG_FORMAT", "console" if EMBEDDED else "json")
LOG_LEVEL = env.str("LOG_LEVEL", "INFO")
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"route": {"()": "triage.logs.RouteFilter"}, "secrets": {"()": "triage.masking.SecretsFilter"}},
    "formatters": {"line": {"()": "triage.logs.formatter", "log_format": LOG_FORMAT}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["route", "secrets"]}},
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
    "loggers": {
        "django": {"level": LOG_LEVEL, "handlers": [], "propagate": True},
        "django.server": {"handlers": [], "propagate": True},
        # gunicorn and Celery hang handlers of their own on these; only the root's writes lines of ours, filtered.
        "gunicorn.error": {"handlers": [], "propagate": True},
        "celery.task": {"handlers": [], "propagate": True},
        "django.template": {"level": "INFO"},  # at DEBUG it quotes all that a page is made of
        "axes": {"level": "WARNING"},
        # Each task's own lines come with the request's id from django-structlog; once is enough.
        "celery.app.trace": {"level": "WARNING"},
        "celery.worker.strategy": {"level": "WARNING"},
        "kombu": {"level": "WARNING"},
        "httpx": {"level": "WARNING"},  # it would name the whole address of each status page
    },
}
