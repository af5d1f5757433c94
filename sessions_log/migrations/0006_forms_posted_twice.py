"""What form a client, an agreement or an image came from, so that a form posted twice is one row."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('sessions_log', '0005_guard_signed_parts'),
    ]

    operations = [
        migrations.AddField(
            model_name='client',
            name='submission',
            field=models.UUIDField(blank=True, help_text='Of the form that created it; none, if it came otherwise.', null=True),
        ),
        migrations.AddField(
            model_name='frameagreement',
            name='submission',
            field=models.UUIDField(blank=True, help_text='Of the form that created it; none, if it came otherwise.', null=True),
        ),
        migrations.AddField(
            model_name='relationalimage',
            name='submission',
            field=models.UUIDField(blank=True, help_text='Of the form that created it; none, if it came otherwise.', null=True),
        ),
        migrations.AddConstraint(
            model_name='client',
            constraint=models.UniqueConstraint(condition=models.Q(('submission__isnull', False)), fields=('therapist', 'submission'), name='client_submission_once'),
        ),
        migrations.AddConstraint(
            model_name='frameagreement',
            constraint=models.UniqueConstraint(condition=models.Q(('submission__isnull', False)), fields=('client', 'submission'), name='frame_submission_once'),
        ),
        migrations.AddConstraint(
            model_name='relationalimage',
            constraint=models.UniqueConstraint(condition=models.Q(('submission__isnull', False)), fields=('client', 'submission'), name='image_submission_once'),
        ),
    ]
