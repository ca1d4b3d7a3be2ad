"""The queue that takes every ticket no other queue takes: routing needs it from the first ticket on."""

from django.db import migrations


def add(apps, schema_editor):
    apps.get_model("tickets", "Queue").objects.get_or_create(is_fallback=True, defaults={"name": "Support"})


class Migration(migrations.Migration):
    dependencies = [("tickets", "0001_initial")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
