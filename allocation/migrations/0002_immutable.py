from django.db import migrations

from overenskommelse.migrations._immutable import immutable


class Migration(migrations.Migration):
    dependencies = [("allocation", "0001_initial")]

    operations = [
        immutable(
            "allocation_sourcefile",
            "allocation_dataset",
            "allocation_datasetvalue",
            "allocation_run",
            "allocation_runline",
            "allocation_runinput",
            "allocation_runamount",
            "allocation_decision",
        )
    ]
