"""A browser on pages that only tests have."""

import pytest
from django.test import Client as Browser

from sessions_log.access import PAGES, Reach
from sessions_log.models import Person
from tests.people import as_person
from tests.relational import pages


@pytest.fixture
def ana_at_test_pages(ana: Person, settings: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Browser:
    """Return Ana's browser; errors are answered as they are outside tests."""
    settings.ROOT_URLCONF = "tests.relational.pages"
    for name in pages.names:
        monkeypatch.setitem(PAGES, name, Reach.THERAPIST)
    browser = as_person(ana)
    browser.raise_request_exception = False
    return browser
