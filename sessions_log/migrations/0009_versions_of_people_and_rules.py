"""Versions, so that two admins with the same page open do not overwrite one another silently.

SQLite remakes both tables. No trigger stands on them and none names them, so all stay as they are.
"""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('sessions_log', '0008_guard_answers_and_places'),
    ]

    operations = [
        migrations.AddField(
            model_name='person',
            name='version',
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.AddField(
            model_name='practice',
            name='rules_version',
            field=models.PositiveIntegerField(default=1),
        ),
    ]
