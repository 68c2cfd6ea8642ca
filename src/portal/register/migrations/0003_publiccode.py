from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("register", "0002_claims_and_leads"),
    ]

    operations = [
        migrations.AddField(
            model_name="project",
            name="publiccode",
            field=models.JSONField(blank=True, default=dict, editable=False),
        ),
    ]
