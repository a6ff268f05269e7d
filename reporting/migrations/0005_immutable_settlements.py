from django.db import migrations

from overenskommelse.migrations._immutable import immutable


class Migration(migrations.Migration):
    dependencies = [("reporting", "0004_money_back")]

    operations = [immutable("reporting_settlement")]
