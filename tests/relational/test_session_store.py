"""A browser session is found while it lasts, and not after."""

import datetime

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from relational.session_store import SessionStore


@pytest.mark.django_db
def test_found_until_it_expires() -> None:
    kept = SessionStore()
    kept["colour"] = "green"
    kept.create()

    assert SessionStore(kept.session_key)["colour"] == "green"

    Session.objects.update(expire_date=timezone.now() - datetime.timedelta(seconds=1))
    late = SessionStore(kept.session_key)
    assert "colour" not in late
    assert late.session_key is None
