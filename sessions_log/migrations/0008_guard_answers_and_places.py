"""What a client answered stays as it was answered, and a signed session keeps its practice, form and time of making.

On SQLite no signed row, addendum or audit entry is replaced by another one with the same key either.
"""

from django.db import migrations

from sessions_log.models import triggers


def reinstall(apps, editor):
    triggers.install(editor.connection)


class Migration(migrations.Migration):
    dependencies = [("sessions_log", "0007_answers_that_fit_their_prompt")]
    operations = [migrations.RunPython(reinstall, migrations.RunPython.noop)]
