"""Who signs in to the demo. The addresses and the password stay put: other people's scripts rely on them."""

import datetime

from sessions_log.models import Person, Practice
from sessions_log.services.people import create_person, create_practice, pair_supervisor
from sessions_log.vocabulary import Role

PASSWORD = "quiet-room-demo-2026"
PRACTICE = "The Quiet Room"
OTHER_PRACTICE = "Harbour Street Therapy"
SUPERVISION_DAYS = 400

SIGN_INS: tuple[tuple[str, str, str, Role], ...] = (
    ("Ana Duarte", "ana@demo.example", PRACTICE, Role.THERAPIST),
    ("Ben Achterberg", "ben@demo.example", PRACTICE, Role.SUPERVISOR),
    ("Cleo Marsh", "cleo@demo.example", PRACTICE, Role.THERAPIST),
    ("Dora Whitlock", "dora@demo.example", PRACTICE, Role.ADMIN),
    ("Otto Brandvik", "otto@other.example", OTHER_PRACTICE, Role.THERAPIST),
)


def is_there() -> bool:
    """Tell whether the demo practice has been set up in this database."""
    return Practice.objects.filter(name=PRACTICE).exists()


def set_up(today: datetime.date) -> dict[str, Person]:
    """Create both practices and everybody's account; return the people by their first names, in small letters."""
    practices = {name: create_practice(name=name, by=None) for name in (PRACTICE, OTHER_PRACTICE)}
    people = {
        name.split()[0].lower(): create_person(
            practice=practices[practice], email=email, name=name, roles={role}, password=PASSWORD, by=None
        )
        for name, email, practice, role in SIGN_INS
    }
    since = today - datetime.timedelta(days=SUPERVISION_DAYS)
    pair_supervisor(supervisor=people["ben"], therapist=people["ana"], starts_on=since, by=None)
    return people
