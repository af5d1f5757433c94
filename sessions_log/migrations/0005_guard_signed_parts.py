"""What was rated and marked in a signed session stays too, and nothing is added to it, in the database as well."""

from django.db import migrations

from sessions_log.models import triggers


def reinstall(apps, editor):
    triggers.install(editor.connection)


class Migration(migrations.Migration):
    dependencies = [("sessions_log", "0004_social_context")]
    operations = [migrations.RunPython(reinstall, migrations.RunPython.noop)]
