"""Triggers that let rows be inserted but neither changed nor removed, on both databases.

A SQLite table that a later migration rebuilds loses its triggers: list it in that migration again.
"""

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import RunPython

SQLITE = """CREATE TRIGGER {table}_no_{act} BEFORE {act} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is immutable'); END"""
POSTGRESQL_FUNCTION = """CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '%% is immutable', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation'; END $$"""
POSTGRESQL = """CREATE TRIGGER {table}_no_{act} BEFORE {act} ON {table}
FOR EACH ROW EXECUTE FUNCTION refuse_change()"""


def immutable(*tables: str) -> RunPython:
    """A migration operation that makes the rows of ``tables`` immutable."""

    def create(_apps: object, editor: BaseDatabaseSchemaEditor) -> None:
        postgresql = editor.connection.vendor == "postgresql"
        if postgresql:
            editor.execute(POSTGRESQL_FUNCTION, params=[])
        for table in tables:
            for act in ("update", "delete"):
                editor.execute((POSTGRESQL if postgresql else SQLITE).format(table=table, act=act))

    def drop(_apps: object, editor: BaseDatabaseSchemaEditor) -> None:
        on = " ON {table}" if editor.connection.vendor == "postgresql" else ""
        for table in tables:
            for act in ("update", "delete"):
                editor.execute(f"DROP TRIGGER {table}_no_{act}" + on.format(table=table))

    return RunPython(create, drop)


def immutable_again(*tables: str) -> RunPython:
    """As ``immutable``, for tables that this migration has rebuilt on SQLite and left alone on PostgreSQL."""

    def create(_apps: object, editor: BaseDatabaseSchemaEditor) -> None:
        if editor.connection.vendor == "sqlite":
            for table in tables:
                for act in ("update", "delete"):
                    editor.execute(SQLITE.format(table=table, act=act))

    return RunPython(create, RunPython.noop)
