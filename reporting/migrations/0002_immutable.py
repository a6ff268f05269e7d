from django.db import migrations

from overenskommelse.migrations._immutable import immutable


class Migration(migrations.Migration):
    dependencies = [("reporting", "0001_initial")]

    operations = [immutable("reporting_document")]
