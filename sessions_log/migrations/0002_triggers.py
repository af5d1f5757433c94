"""The audit trail is append-only and what is signed stays, in the database too."""

from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from sessions_log.models import triggers


def install(apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
    triggers.install(editor.connection)


def remove(apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
    triggers.remove(editor.connection)


class Migration(migrations.Migration):
    dependencies = [("sessions_log", "0001_initial")]
    operations = [migrations.RunPython(install, remove)]
