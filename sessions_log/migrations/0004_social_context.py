"""Power and social context in the client's own words; social categories, and the trigger that asks for the consent.

SQLite remakes the table of clients. No trigger stands on that table and none names it, so all stay as they are.
"""

from typing import Any

import django.db.models.deletion
import sessions_log.models.fields
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from sessions_log.models import triggers


def install(apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
    triggers.install(editor.connection)


class Migration(migrations.Migration):

    dependencies = [
        ('sessions_log', '0003_single_keys'),
    ]

    operations = [
        migrations.AddField(
            model_name='client',
            name='social_words',
            field=sessions_log.models.fields.EncryptedTextField(blank=True, default='', help_text='What the client says of race, class, culture, gender, sexuality, ability, and who has power where.', verbose_name='power and social context, in the client’s own words'),
        ),
        migrations.AlterField(
            model_name='client',
            name='usual_weekday',
            field=models.PositiveSmallIntegerField(blank=True, choices=[(0, 'Monday'), (1, 'Tuesday'), (2, 'Wednesday'), (3, 'Thursday'), (4, 'Friday'), (5, 'Saturday'), (6, 'Sunday')], null=True),
        ),
        migrations.CreateModel(
            name='SocialCategory',
            fields=[
                ('id', models.UUIDField(default=sessions_log.models.fields.new_id, editable=False, primary_key=True, serialize=False)),
                ('axis', sessions_log.models.fields.TermField(choices=[('race', 'Race'), ('class', 'Class'), ('culture', 'Culture'), ('gender', 'Gender'), ('sexuality', 'Sexuality'), ('ability', 'Ability')], max_length=32)),
                ('location', sessions_log.models.fields.TermField(choices=[('margin', 'At the margin'), ('between', 'In between, or both'), ('centre', 'At the centre')], max_length=32)),
                ('client', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='social_categories', to='sessions_log.client')),
                ('practice', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='sessions_log.practice')),
            ],
            options={
                'ordering': ['axis'],
                'constraints': [models.UniqueConstraint(fields=('client', 'axis'), name='social_axis_once'), models.CheckConstraint(condition=models.Q(('axis__in', ['race', 'class', 'culture', 'gender', 'sexuality', 'ability'])), name='social_axis_known'), models.CheckConstraint(condition=models.Q(('location__in', ['margin', 'between', 'centre'])), name='social_location_known')],
            },
        ),
        migrations.RunPython(install, migrations.RunPython.noop),  # a trigger goes with its table
    ]
