"""Whatever ids somebody posts: nothing of a colleague's or another practice's is changed, referred to or shown.

Every page that takes a form is posted to, for one's own row, with every name of a field that a form or a table has,
each holding the id of somebody else's row.
"""

import uuid
from collections.abc import Iterator
from urllib.parse import parse_qsl

import pytest
from django.db.models import ForeignKey, Model

from sessions_log.models import Client, Person
from sessions_log.models.ownership import Table, rows_under, tables_under
from tests.rows import CODE
from tests.test_access_matrix import OURS, address_of, may
from tests.views.people_at_work import Work, at_work, confirmed

Rows = dict[str, list[tuple]]


@pytest.fixture
def work(ana: Person, ben: Person, cleo: Person, dora: Person, otto: Person) -> Work:
    return at_work(ana=ana, ben=ben, cleo=cleo, dora=dora, otto=otto)


def session_with(moment: dict[str, object]) -> dict[str, object]:
    told = {"submission": uuid.uuid4(), "date": "2026-02-02", "time": "10:00", "minutes": "50", "format": "video"}
    told |= {"attendance": "held", "moments-TOTAL_FORMS": "1", "moments-INITIAL_FORMS": "0"}
    card = {"kind": "connection", "actor": "both"} | moment
    return told | {f"moments-0-{name}": value for name, value in card.items()}


def rows_of(client: Client) -> Rows:
    return {table.__name__: list(rows.order_by("pk").values_list()) for table, rows in rows_under(client).items()}


def clients_behind(row: Model) -> Iterator[uuid.UUID]:
    """Yield every client that a row leads to, by whichever of its references."""
    if isinstance(row, Client):
        yield row.pk
    for field in row._meta.local_concrete_fields:
        if isinstance(field, ForeignKey) and field.related_model in tables_under(Client):
            referred = getattr(row, field.name)
            if referred is not None:
                yield from clients_behind(referred)


def mixed(tables: tuple[Table, ...]) -> list[str]:
    """Return the rows that lead to more than one client, or whose practice is not the client's."""
    found = []
    for table in tables:
        for row in table._base_manager.all():
            (client, *others) = {*clients_behind(row)}
            if others or row.practice_id != Client.objects.get(pk=client).practice_id:
                found.append(f"{table.__name__} {row.pk}")
    return found


@pytest.mark.parametrize("whose", ["cleo", "otto"])
@pytest.mark.parametrize("is_fetched", [False, True], ids=["pressed", "saved by itself"])
@pytest.mark.parametrize(
    ("field", "kind", "beside"),
    [
        ("image", "image", {"direction": "countered"}),
        ("frame", "agreement", {}),
        ("episode", "episode", {"kind": "repair", "actor": "therapist", "strategy": "clarify"}),
    ],
)
def test_a_moment_cannot_refer_to_a_row_of_somebody_elses_client(
    work: Work, whose: str, is_fetched: bool, field: str, kind: str, beside: dict[str, str]
) -> None:
    posted = session_with({**beside, field: work.rows[kind][whose]})
    headers = {"X-Requested-With": "fetch"} if is_fetched else {}

    answer = confirmed(work.people["ana"]).post(address_of("session_new", work), posted, headers=headers)

    if is_fetched:
        (refused,) = answer.json()["not_saved"]
        assert (answer.status_code, refused["field"]) == (200, f"moments-0-{field}")
    else:
        assert answer.status_code == 422
    assert mixed(tables_under(Client)) == []


@pytest.mark.parametrize("whose", ["cleo", "otto"])
def test_somebody_elses_moment_and_form_are_not_taken_for_ones_own(work: Work, whose: str) -> None:
    theirs = Client.objects.get(pk=work.rows["client"][whose])
    before = rows_of(theirs)
    session = theirs.sessions.get(number=1)
    posted = session_with({"id": session.moments.first().pk}) | {"submission": session.submission}

    assert confirmed(work.people["ana"]).post(address_of("session_new", work), posted).status_code == 302

    assert rows_of(theirs) == before
    assert mixed(tables_under(Client)) == []


GOOD = dict(
    parse_qsl(
        "text=Said&version=1&topic=time&pin=&phrase=said&q=C-1&aside=&usual_minutes=50&usual_format=video"
        "&began_on=2026-01-05&agreed_on=2026-01-06&given_on=2026-01-06&kind=recording&ended_on=&withdrawn_on=2026-01-07"
        "&race=centre&seen_race=margin&status=repaired&decision=chosen&outcome=helped&rater=client&item_1=1"
        "&trigger=forming&title=Ours&reflect=What+now?&follow_up=And+then?&sources=Ours&draft_limit_days=7"
        "&retention_years=10&name=Kim&email=kim@example.org&roles=therapist&is_active=on",
        keep_blank_values=True,
    )
)
"""Whatever a form needs to be taken, for all of them at once."""

OVER = {
    "keys": {"on": "yes"},
    "client_new": {"code": "A-9"},
    "client_edit": {"code": "A-1"},
    "frame_end": {"ended_on": "2026-01-07"},
    "episode_close": {"version": "2"},
    "episode_reopen": {"version": "3"},
}
"""What a form needs in particular."""

NOT_TAKEN = {
    *("import_records", "instrument_new"),  # their file is missing
    # the record is not so
    *("session", "check_invite", "check_hand_over", "client_archive", "episode_duties", "moment_follow"),
    *("client_erase", "session_delete", "pair_new"),  # no reason; no such colleague
}
"""What is refused all the same, whatever is posted here."""


def their_ids(work: Work, whose: str) -> dict[str, uuid.UUID]:
    """Return somebody else's rows under every name that a field of a table has for such a row."""
    ids = {kind: rows[whose] for kind, rows in work.rows.items() if whose in rows}
    person = dict.fromkeys(("therapist", "author", "person", "supervisor", "created_by"), work.people[whose].pk)
    ids |= person | {"practice": work.people["otto"].practice_id, "frame": ids["agreement"], "id": ids["client"]}
    return {f"{name}{end}": pk for name, pk in ids.items() for end in ("", "_id")} | {"pk": ids["client"]}


@pytest.mark.parametrize("whose", ["cleo", "otto"])
def test_extra_fields_of_any_form_reach_nothing_of_others(work: Work, whose: str) -> None:
    theirs, them = Client.objects.get(pk=work.rows["client"][whose]), Person.objects.filter(pk=work.people[whose].pk)
    before = rows_of(theirs), list(them.values_list())
    browsers = {who: confirmed(work.people[who]) for who in ("ana", "dora")}
    plain = {"is_admin": "on", "is_superuser": "on", "number": "99", "created_at": "2001-01-01", "signed_at": ""}
    extra = plain | their_ids(work, whose)
    names = [name for name, page in OURS.items() if "POST" in page.methods]
    taken = {}

    for name in sorted(names, key=lambda name: name.endswith("_delete")):
        who = next(who for who in browsers if may(OURS[name], who, "ana"))
        form = session_with({}) if name.startswith("session") else {}
        form |= {"submission": uuid.uuid4(), "code": CODE} | OVER.get(name, {})
        answer = browsers[who].post(address_of(name, work), extra | GOOD | form)
        taken[name] = answer.status_code

    assert rows_of(theirs) == before[0]
    assert list(them.values_list()) == before[1]
    assert mixed(tables_under(Client)) == []
    assert {who: Person.objects.get(pk=work.people[who].pk).roles for who in browsers} == {
        "ana": {"therapist"},
        "dora": {"admin"},
    }
    assert {name for name, status in taken.items() if status >= 400} == NOT_TAKEN
