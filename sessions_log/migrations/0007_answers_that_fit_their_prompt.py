"""Further answers to what happened with a prompt, for the questions that “it helped” does not answer.

SQLite remakes the table of choices. No trigger stands on that table and none names it, so all stay as they are.
"""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('sessions_log', '0006_forms_posted_twice'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='promptchoice',
            name='prompt_outcome_known',
        ),
        migrations.AddConstraint(
            model_name='promptchoice',
            constraint=models.CheckConstraint(condition=models.Q(('outcome__in', ['helped', 'partly', 'not_yet', 'did_not_come_up', 'confirmed', 'not_confirmed', 'unknown', 'old_pattern', 'new_possibility', 'keep', 'change', 'refer', 'done', ''])), name='prompt_outcome_known'),
        ),
    ]
