"""Database triggers for what no constraint can say, on both engines: the audit trail is never changed or removed.

A migration installs them. Whoever may alter the schema can drop them; the hash chain is what shows it then.
"""

from django.db.backends.base.base import BaseDatabaseWrapper

AUDIT_TABLE = "sessions_log_auditentry"
VERBS = {"UPDATE": "ROW", "DELETE": "ROW", "TRUNCATE": "STATEMENT"}
"""What is refused, and whether once for each row or once for all; SQLite has no TRUNCATE."""


def install(connection: BaseDatabaseWrapper) -> None:
    """Create the triggers; do nothing where they stand already."""
    statements = _postgresql() if connection.vendor == "postgresql" else _sqlite()
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Drop the triggers; do nothing where there are none."""
    table = f" ON {AUDIT_TABLE}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for verb in VERBS:
            cursor.execute(f"DROP TRIGGER IF EXISTS audit_no_{verb.lower()}{table}")


def _sqlite() -> list[str]:
    return [
        f"CREATE TRIGGER IF NOT EXISTS audit_no_{verb.lower()} BEFORE {verb} ON {AUDIT_TABLE} "
        "BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END"
        for verb, each in VERBS.items()
        if each == "ROW"
    ]


def _postgresql() -> list[str]:
    function = (
        "CREATE OR REPLACE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the audit trail is append-only'; END $$"
    )
    return [function] + [
        f"CREATE OR REPLACE TRIGGER audit_no_{verb.lower()} BEFORE {verb} ON {AUDIT_TABLE} "
        f"FOR EACH {each} EXECUTE FUNCTION audit_is_append_only()"
        for verb, each in VERBS.items()
    ]
