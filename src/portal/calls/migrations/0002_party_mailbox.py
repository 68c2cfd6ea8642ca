from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("calls", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="party",
            name="mailbox",
            field=models.CharField(blank=True, default="", max_length=254, verbose_name="邮箱"),
            preserve_default=False,
        ),
    ]
