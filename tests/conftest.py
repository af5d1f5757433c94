"""What every test can count on: append-only tables that can still be emptied, a browser or a visible skip."""

import os
import shutil
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management.base import CommandError
from django.db import OperationalError, connection
from django.test import TransactionTestCase

from sessions_log.models import triggers
from tests.people import *  # noqa: F403 - the named people are fixtures everywhere

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
FLUSH_TRIES = 5
BROWSER_FIXTURES = {"page", "context", "browser"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark browser tests as such; where there is no Chromium skip them, or fail at once on the build machine."""
    for item in items:
        if BROWSER_FIXTURES & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.browser)
        if item.get_closest_marker("browser") and not CHROMIUM:
            if os.environ.get("CI") == "true":
                pytest.exit("Chromium is missing, and the build machine may not leave the browser tests out.", 1)
            item.add_marker(pytest.mark.skip(reason="Chromium is not installed"))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Use the system's Chromium, which is sandboxed by nobody inside a container."""
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"]
    return browser_type_launch_args | {"executable_path": CHROMIUM, "args": arguments}


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> Iterator[None]:
    """Between tests that commit, lift the append-only triggers for as long as the tables are emptied.

    The shared cache is emptied too: its table is no model's, and counts of sign-ins would add up over tests.
    """
    empty_tables = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]  # Django's own name for it

    def empty_append_only_tables(test_case: TransactionTestCase) -> None:
        for left in reversed(range(FLUSH_TRIES)):
            try:
                triggers.remove(connection)
                empty_tables(test_case)
                break
            except (CommandError, OperationalError):
                # A page that was left may still be saving its draft; on PostgreSQL the two can wait in a circle.
                if not left:
                    raise
                time.sleep(1)
        triggers.install(connection)
        cache.clear()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", empty_append_only_tables)
        yield
