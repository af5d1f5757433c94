"""Database triggers for what no constraint can say, on both engines.

The audit trail is never changed or removed, what is signed stays as it was signed, and no social category is stored
without the client's consent. Migrations install them.
Whoever may alter the schema can drop them; for the audit trail the hash chain is what shows it then.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db.backends.base.base import BaseDatabaseWrapper

AUDIT_TABLE = "sessions_log_auditentry"
ALWAYS = "1 = 1"
TRUNCATED = "TRUNCATE"

OF_A_SESSION = ("clinicalnote", "privatereflection", "moment", "fivegoodthings", "relationshipview")
OF_A_MOMENT = ("repairattempt", "momentcontext", "imagelink")
"""What the therapist wrote and rated in a session: once it is signed, nothing comes, changes or goes.

Ratings may come later, and the client may answer for themselves, once, over what the therapist put down for them.
Addenda and the client's answers come and then stay, episodes and prompts are open: they are about what follows.
"""

ROWS = {"INSERT": ("NEW",), "UPDATE": ("OLD", "NEW"), "DELETE": ("OLD",)}
"""The rows that a statement has to do with; an update may also move one into a signed session."""

THE_CLIENTS_OWN_CHECK = (
    "(OLD.rater = 'client' AND NEW.rater = 'client' AND EXISTS (SELECT 1 FROM sessions_log_instrument AS used"
    " WHERE used.id = OLD.instrument_id AND used.key = 'check')"
    " AND NOT EXISTS (SELECT 1 FROM sessions_log_clientanswers AS given WHERE given.session_id = OLD.session_id))"
)
WITHOUT_CONSENT = (
    "NOT EXISTS (SELECT 1 FROM sessions_log_consent AS agreed"
    " WHERE agreed.client_id = NEW.client_id AND agreed.kind = 'social' AND agreed.withdrawn_on IS NULL)"
)


def of_a_signed_session(verb: str) -> str:
    """Return the condition that what a statement touches hangs on a signed session."""
    ids = ", ".join(f"{row}.session_id" for row in ROWS[verb])
    return (
        "EXISTS (SELECT 1 FROM sessions_log_therapysession AS signed"  # noqa: S608 - of constants
        f" WHERE signed.id IN ({ids}) AND signed.status <> 'draft')"
    )


def of_a_signed_moment(verb: str) -> str:
    """Return the condition that what a statement touches hangs on a moment of a signed session."""
    ids = ", ".join(f"{row}.moment_id" for row in ROWS[verb])
    return (
        "EXISTS (SELECT 1 FROM sessions_log_moment AS moment"  # noqa: S608 - of constants
        " JOIN sessions_log_therapysession AS signed ON signed.id = moment.session_id"
        f" WHERE moment.id IN ({ids}) AND signed.status <> 'draft')"
    )


SIGNED_SESSION = "OLD.status <> 'draft'"
SIGNED_SESSION_CHANGES = (
    f"{SIGNED_SESSION} AND (NEW.status = 'draft' OR (OLD.status = 'addended' AND NEW.status <> 'addended') OR "
    + " OR ".join(
        f"NEW.{column} <> OLD.{column}"
        for column in (
            "id",
            "practice_id",
            "client_id",
            "therapist_id",
            "submission",
            "created_at",
            "number",
            "starts_at",
            "minutes",
            "format",
            "attendance",
            "intention",
            "signed_at",
        )
    )
    + ")"
)


SWITCH = "relational.guards"
"""The setting of a PostgreSQL transaction that lifts the guards of signed records for its own length."""


@dataclass(frozen=True)
class Guard:
    """A table on which a statement is refused for rows that fulfil a condition."""

    table: str
    verb: str
    condition: str
    message: str
    of: str = "guard"

    @property
    def name(self) -> str:
        return f"{self.of}_{self.table}_{self.verb.lower()}"


NOT_CHANGED = "what is signed is not changed"

GUARDS = (
    *(Guard(AUDIT_TABLE, verb, ALWAYS, "the audit trail is append-only") for verb in ("UPDATE", "DELETE", TRUNCATED)),
    *(
        Guard(f"sessions_log_{table}", verb, of_a_signed(verb), NOT_CHANGED)
        for tables, of_a_signed in ((OF_A_SESSION, of_a_signed_session), (OF_A_MOMENT, of_a_signed_moment))
        for table in tables
        for verb in ROWS
    ),
    Guard(
        "sessions_log_rating",
        "UPDATE",
        f"{of_a_signed_session('UPDATE')} AND NOT {THE_CLIENTS_OWN_CHECK}",
        NOT_CHANGED,
    ),
    Guard("sessions_log_rating", "DELETE", of_a_signed_session("DELETE"), NOT_CHANGED),
    *(
        Guard(f"sessions_log_{table}", verb, ALWAYS, f"{what} not changed")
        for table, what in (("addendum", "an addendum is"), ("clientanswers", "what the client answered is"))
        for verb in ("UPDATE", "DELETE")
    ),
    Guard("sessions_log_therapysession", "UPDATE", SIGNED_SESSION_CHANGES, "a signed session is not changed"),
    Guard("sessions_log_therapysession", "DELETE", SIGNED_SESSION, "a signed session is not removed"),
    Guard("sessions_log_socialcategory", "INSERT", WITHOUT_CONSENT, "the client does not agree to social categories"),
    *(
        Guard(f"sessions_log_{table}", TRUNCATED, ALWAYS, "what is signed is not removed")
        for table in (*OF_A_SESSION, *OF_A_MOMENT, "rating", "addendum", "clientanswers", "therapysession")
    ),
)


LASTING = tuple(sorted({guard.table for guard in GUARDS if guard.verb == "DELETE"}))
"""The tables with rows that are never to go."""


def install(connection: BaseDatabaseWrapper) -> None:
    """Create the triggers anew; a table that only a later migration makes is left to that one."""
    remove(connection)
    there = connection.introspection.table_names()
    guards = [guard for guard in GUARDS if guard.table in there]
    if connection.vendor == "sqlite":
        guards += [guard for table in LASTING if table in there for guard in _guards_of_places(connection, table)]
    _execute(connection, [statement for guard in guards for statement in _created(connection, guard)])


def remove(connection: BaseDatabaseWrapper) -> None:
    """Drop the triggers; do nothing where there are none."""
    _execute(connection, [_dropped(connection, guard) for guard in GUARDS])
    if connection.vendor == "sqlite":
        places = [_guard_of_places(table, verb, "") for table in LASTING for verb in ("INSERT", "UPDATE")]
        _execute(connection, [_dropped(connection, guard) for guard in places])


def _guards_of_places(connection: BaseDatabaseWrapper, table: str) -> list[Guard]:
    """Return what lets no row of a table take another one's place.

    SQLite's REPLACE removes the row that is in the way of a unique key, and no trigger hears of it. By any other
    statement such a row would be refused as well.
    """
    with connection.cursor() as cursor:
        constraints = connection.introspection.get_constraints(cursor, table).values()
    keys = sorted(tuple(found["columns"]) for found in constraints if found["unique"] or found["primary_key"])
    same = (" AND ".join(f"there.{column} = NEW.{column}" for column in key) for key in keys)
    there = f"SELECT 1 FROM {table} AS there WHERE ({' OR '.join(same)})"  # noqa: S608 - names of the schema
    return [
        _guard_of_places(table, "INSERT", f"EXISTS ({there})"),
        _guard_of_places(table, "UPDATE", f"EXISTS ({there} AND there.rowid <> OLD.rowid)"),
    ]


def _guard_of_places(table: str, verb: str, condition: str) -> Guard:
    return Guard(table, verb, condition, "what is stored is not changed by another row", of="place")


@contextmanager
def lifted(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Lift what guards signed records, never the audit trail.

    For erasure, deletion with a reason, rotation of keys, and records of the past that come in as signed.

    Within `transaction.atomic()` nobody else ever sees the tables unguarded, and a rollback brings the guards back.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("the triggers are lifted within a transaction only")
    guards = [guard for guard in GUARDS if guard.table != AUDIT_TABLE]
    if connection.vendor == "postgresql":
        # Dropping them would wait for everybody who reads these tables, and everybody for that.
        _execute(connection, [f"SET LOCAL {SWITCH} = 'lifted'"])
        yield
        _execute(connection, [f"SET LOCAL {SWITCH} = 'standing'"])
    else:
        _execute(connection, [_dropped(connection, guard) for guard in guards])
        yield
        _execute(connection, [statement for guard in guards for statement in _created(connection, guard)])


def _execute(connection: BaseDatabaseWrapper, statements: Iterable[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _dropped(connection: BaseDatabaseWrapper, guard: Guard) -> str:
    table = f" ON {guard.table}" if connection.vendor == "postgresql" else ""
    return f"DROP TRIGGER IF EXISTS {guard.name}{table}"


def _created(connection: BaseDatabaseWrapper, guard: Guard) -> list[str]:
    return _postgresql(guard) if connection.vendor == "postgresql" else _sqlite(guard)


def _sqlite(guard: Guard) -> list[str]:
    if guard.verb == TRUNCATED:
        return []  # SQLite has none
    return [
        f"CREATE TRIGGER {guard.name} BEFORE {guard.verb} ON {guard.table} WHEN {guard.condition}"
        f" BEGIN SELECT RAISE(ABORT, '{guard.message}'); END"
    ]


def _postgresql(guard: Guard) -> list[str]:
    stands = "" if guard.table == AUDIT_TABLE else f" AND current_setting('{SWITCH}', true) IS DISTINCT FROM 'lifted'"
    row = "NULL" if guard.verb == TRUNCATED else ROWS[guard.verb][-1]
    return [
        f"CREATE OR REPLACE FUNCTION {guard.name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" IF ({guard.condition}){stands} THEN"
        f" RAISE EXCEPTION '{guard.message}' USING ERRCODE = 'integrity_constraint_violation';"
        f" END IF; RETURN {row}; END $$",
        f"CREATE TRIGGER {guard.name} BEFORE {guard.verb} ON {guard.table}"
        f" FOR EACH {'STATEMENT' if guard.verb == TRUNCATED else 'ROW'} EXECUTE FUNCTION {guard.name}()",
    ]
