from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0003_blind_index'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='casefile',
            index=models.Index(fields=['person'], name='cases_of_person'),
        ),
    ]
