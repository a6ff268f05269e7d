from django.db import migrations, models

from overenskommelse.migrations._immutable import immutable_again


class Migration(migrations.Migration):
    dependencies = [("overenskommelse", "0006_frames_per_area")]

    operations = [
        migrations.AddConstraint(
            model_name="attachment",
            constraint=models.UniqueConstraint(
                fields=["organisation", "digest"], name="attachment_once_per_organisation"
            ),
        ),
        immutable_again("overenskommelse_attachment"),
    ]
