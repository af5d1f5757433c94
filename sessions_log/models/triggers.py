"""Database triggers for what no constraint can say, on both engines.

The audit trail is never changed or removed, and what is signed stays as it was signed. A migration installs them.
Whoever may alter the schema can drop them; for the audit trail the hash chain is what shows it then.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db.backends.base.base import BaseDatabaseWrapper

ALWAYS = "1 = 1"
OF_A_SIGNED_SESSION = (
    "EXISTS (SELECT 1 FROM sessions_log_therapysession AS signed"
    " WHERE signed.id = OLD.session_id AND signed.status <> 'draft')"
)
SIGNED_SESSION = "OLD.status <> 'draft'"
SIGNED_SESSION_CHANGES = f"{SIGNED_SESSION} AND (NEW.status = 'draft' OR " + (
    " OR ".join(
        f"NEW.{column} <> OLD.{column}"
        for column in (
            "client_id",
            "therapist_id",
            "number",
            "starts_at",
            "minutes",
            "format",
            "attendance",
            "intention",
        )
    )
    + ")"
)


@dataclass(frozen=True)
class Guard:
    """A table on which a statement is refused for rows that fulfil a condition."""

    table: str
    verb: str
    condition: str
    message: str

    @property
    def name(self) -> str:
        return f"guard_{self.table}_{self.verb.lower()}"


GUARDS = (
    *(
        Guard("sessions_log_auditentry", verb, ALWAYS, "the audit trail is append-only")
        for verb in ("UPDATE", "DELETE")
    ),
    *(
        Guard(f"sessions_log_{table}", verb, OF_A_SIGNED_SESSION, "what is signed is not changed")
        for table in ("clinicalnote", "privatereflection", "moment")
        for verb in ("UPDATE", "DELETE")
    ),
    *(Guard("sessions_log_addendum", verb, ALWAYS, "an addendum is not changed") for verb in ("UPDATE", "DELETE")),
    Guard("sessions_log_therapysession", "UPDATE", SIGNED_SESSION_CHANGES, "a signed session is not changed"),
    Guard("sessions_log_therapysession", "DELETE", SIGNED_SESSION, "a signed session is not removed"),
)


def install(connection: BaseDatabaseWrapper) -> None:
    """Create the triggers anew."""
    remove(connection)
    with connection.cursor() as cursor:
        for guard in GUARDS:
            for statement in _postgresql(guard) if connection.vendor == "postgresql" else _sqlite(guard):
                cursor.execute(statement)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Drop the triggers; do nothing where there are none."""
    with connection.cursor() as cursor:
        for guard in GUARDS:
            table = f" ON {guard.table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {guard.name}{table}")


@contextmanager
def lifted(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Lift the triggers for the rest of a transaction: for erasure, deletion with a reason, and rotation of keys.

    Within `transaction.atomic()` nobody else ever sees the tables unguarded, and a rollback brings them back.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("the triggers are lifted within a transaction only")
    _settle(connection)
    remove(connection)
    yield
    _settle(connection)
    install(connection)


def _settle(connection: BaseDatabaseWrapper) -> None:
    """Check deferred foreign keys now: PostgreSQL alters no table that still has checks waiting."""
    if connection.vendor == "postgresql":
        connection.check_constraints()


def _sqlite(guard: Guard) -> list[str]:
    return [
        f"CREATE TRIGGER {guard.name} BEFORE {guard.verb} ON {guard.table} WHEN {guard.condition}"
        f" BEGIN SELECT RAISE(ABORT, '{guard.message}'); END"
    ]


def _postgresql(guard: Guard) -> list[str]:
    row = "OLD" if guard.verb == "DELETE" else "NEW"
    return [
        f"CREATE OR REPLACE FUNCTION {guard.name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" IF {guard.condition} THEN"
        f" RAISE EXCEPTION '{guard.message}' USING ERRCODE = 'integrity_constraint_violation';"
        f" END IF; RETURN {row}; END $$",
        f"CREATE TRIGGER {guard.name} BEFORE {guard.verb} ON {guard.table}"
        f" FOR EACH ROW EXECUTE FUNCTION {guard.name}()",
    ]
