"""A corrected list names the one it replaces; the applicant answers an objection, and an expert gives an opinion."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("calls", "0002_party_mailbox")]
    operations = [
        migrations.AddField(
            "notice",
            "replaces",
            models.ForeignKey(
                "calls.notice", on_delete=django.db.models.deletion.PROTECT, null=True, blank=True, related_name="replaced_by"
            ),
        ),
        migrations.AddField("objection", "reply", models.TextField("被异议方的说明", blank=True, default=""), preserve_default=False),
        migrations.AddField("objection", "replied_by", models.CharField(max_length=40, blank=True, default=""), preserve_default=False),
        migrations.AddField("objection", "replied_at", models.DateTimeField(null=True, blank=True)),
        migrations.AddField("objection", "opinion", models.TextField("专家意见", blank=True, default=""), preserve_default=False),
    ]
