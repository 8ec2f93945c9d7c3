from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0004_queues_and_drafts'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='casefile',
            index=models.Index(fields=['person'], name='cases_of_person'),
        ),
    ]
