"""Browser sessions in the database, as Django keeps them; each page looks its own up by a prepared query."""

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from sessions_log.models.prepared import Given, Prepared

CURRENT = Prepared(lambda: Session.objects.filter(session_key=Given("key"), expire_date__gt=Given("now")))


class SessionStore(db.SessionStore):
    def _get_session_from_db(self) -> Session | None:
        """Return the session unless it has expired; its key is then no longer good for anything."""
        session = CURRENT.one(key=self.session_key, now=timezone.now())
        if session is None:
            self._session_key = None
        return session
