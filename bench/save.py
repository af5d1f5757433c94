"""Saving a session with two moments, a rupture and its repair, against a bare save of the same rows.

Both commit to the same disk: SQLite with `synchronous=FULL`, PostgreSQL as its server is set up.
"""

import datetime
import uuid
from itertools import count, cycle

from django.db import transaction
from django.utils import timezone

from bench.data import new_clients
from bench.measure import compare, report
from bench.server import Server
from sessions_log.models import Client, Episode, Moment, RepairAttempt, TherapySession
from sessions_log.models.entry import HERE, MomentEntry, SessionEntry
from sessions_log.services.session import log_session

RATIO_MOST = 4
STARTS_AT = timezone.now().replace(minute=0, second=0, microsecond=0) - datetime.timedelta(days=1)

ENTRY = SessionEntry(
    starts_at=STARTS_AT,
    minutes=50,
    format="in_person",
    attendance="held",
    moments=(
        MomentEntry(kind="rupture", actor="client", marker="minimal_response", minute=20, intensity=3),
        MomentEntry(kind="repair", actor="therapist", strategy="clarify", episode=HERE, resolution=4),
    ),
)
FORM = {
    "date": f"{STARTS_AT:%Y-%m-%d}",
    "time": f"{STARTS_AT:%H:%M}",
    "minutes": "50",
    "format": "in_person",
    "attendance": "held",
    "moments-TOTAL_FORMS": "2",
    "moments-INITIAL_FORMS": "0",
    "moments-0-kind": "rupture",
    "moments-0-actor": "client",
    "moments-0-marker": "minimal_response",
    "moments-0-minute": "20",
    "moments-0-intensity": "3",
    "moments-1-kind": "repair",
    "moments-1-actor": "therapist",
    "moments-1-strategy": "clarify",
    "moments-1-episode": HERE,
    "moments-1-resolution": "4",
    "action": "save",
}


def run() -> None:
    """Print the figures of the service alone and of the page's form post.

    Clients take turns, so that none has more open ruptures than people have.
    """
    theirs, ours = cycle(new_clients("Saved bare")), cycle(new_clients("Saved by the service"))
    mine, floor = compare(lambda: _by_service(next(ours)), lambda: _bare(next(theirs)))
    report("Save a session with two moments, service", mine, beside="floor", at=floor, ratio_most=RATIO_MOST)

    clients = new_clients("Saved by the page")
    posted, product = cycle(clients), Server(clients[0].therapist)
    mine, floor = compare(lambda: _by_page(product, next(posted)), lambda: _bare(next(theirs)))
    report("Save a session with two moments, page", mine, beside="floor", at=floor, ratio_most=RATIO_MOST)


def _by_service(client: Client) -> None:
    log_session(by=client.therapist, client=client, submission=uuid.uuid4(), entry=ENTRY)


def _by_page(product: Server, client: Client) -> None:
    product.post(f"/clients/{client.pk}/sessions/new/", FORM | {"submission": str(uuid.uuid4())})


_numbers = count(1)


def _bare(client: Client) -> None:
    """Save the same five rows as Django does it, in one transaction: no access, no lock, no numbering, no audit."""
    own = {"practice_id": client.practice_id}
    with transaction.atomic():
        session = TherapySession(
            **own,
            client=client,
            therapist=client.therapist,
            number=next(_numbers),
            starts_at=STARTS_AT,
            submission=uuid.uuid4(),
        )
        session.save()
        rupture = Moment(**own, session=session, position=0, kind="rupture", actor="client", minute=20, intensity=3)
        rupture.save()
        repair = Moment(**own, session=session, position=1, kind="repair", actor="therapist")
        repair.save()
        episode = Episode(**own, client=client, opening=rupture, status="worked_on")
        episode.save()
        RepairAttempt(**own, moment=repair, episode=episode, strategy="clarify", resolution=4).save()
