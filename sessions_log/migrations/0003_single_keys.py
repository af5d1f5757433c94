"""Whether a key by itself does something for a person: yes, until the person switches it off."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("sessions_log", "0002_triggers")]
    operations = [
        migrations.AddField(
            model_name="person",
            name="single_keys",
            field=models.BooleanField(default=True),
        ),
    ]
