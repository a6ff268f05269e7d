from django.db import migrations

from overenskommelse.migrations._immutable import immutable


class Migration(migrations.Migration):
    dependencies = [("overenskommelse", "0003_action_plans")]

    operations = [
        immutable(
            "overenskommelse_attachment", "overenskommelse_planversion", "overenskommelse_planverdict"
        )
    ]
