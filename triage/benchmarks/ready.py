"""Django set up, for the tables that call services in their own process: imported before them."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "triage.settings")
django.setup()
