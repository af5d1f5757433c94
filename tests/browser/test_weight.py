"""What pages weigh over the wire when files are collected and pages compressed, as `make run` serves them."""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest
from django.conf import settings
from django.db import connection
from django.urls import reverse
from playwright.sync_api import Page

from sessions_log.models import Client, Person
from tests.bulk import fill_caseload
from tests.courses import give_course
from tests.people import as_person

FIRST_MOST, REPEAT_MOST = 80_000, 15_000
CLIENTS, SESSIONS = 50, 60
SECONDS_TO_START = 60
HASHED = re.compile(r"\.[0-9a-f]{12}\.js$")

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def server(transactional_db: None, tmp_path: Path) -> Iterator[str]:
    """Serve the test's own database by the real server; yield its address."""
    if connection.vendor != "sqlite":
        pytest.skip("Pages weigh the same on every database")
    environment = {
        "PATH": os.environ["PATH"],
        "DEMO": "1",
        "DATABASE_URL": f"sqlite:///{connection.settings_dict['NAME']}",
        "STATIC_ROOT": str(tmp_path),
    }
    collect = [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity", "0"]
    subprocess.run(collect, cwd=settings.BASE_DIR, env=environment, check=True)
    port = str(_free_port())
    granian = [str(Path(sys.executable).with_name("granian")), "--interface", "wsgi", "--port", port]
    with subprocess.Popen([*granian, "relational.wsgi:application"], cwd=settings.BASE_DIR, env=environment) as process:
        try:
            _wait_for(f"http://127.0.0.1:{port}/health/", process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


@pytest.mark.parametrize("name", ["today", "timeline", "session_new"])
def test_page_is_light_at_first_and_lighter_again(
    name: str, server: str, page: Page, ana: Person, anas_client: Client
) -> None:
    fill_caseload(ana, CLIENTS - 1)
    give_course(anas_client, SESSIONS)
    _sign_in(page, ana, server)
    address = server + reverse(name, args=[] if name == "today" else [anas_client.pk])

    first, again = _weigh(page, address), _weigh(page, address)

    assert sum(first.values()) <= FIRST_MOST, first
    assert sum(again.values()) <= REPEAT_MOST, again
    assert [url for url in first if not url.startswith((server, "data:"))] == []
    assert [url for url in first if url.endswith(".js") and not HASHED.search(url)] == []


def _weigh(page: Page, address: str) -> dict[str, int]:
    """Open a page and return URL → bytes received for it, headers among them; 0 for what the browser has kept."""
    page.goto("about:blank")
    wire = page.context.new_cdp_session(page)
    urls: dict[str, str] = {}
    received: dict[str, int] = {}
    wire.on("Network.requestWillBeSent", lambda event: urls.update({event["requestId"]: event["request"]["url"]}))
    wire.on(
        "Network.loadingFinished",
        lambda event: received.update({urls[event["requestId"]]: int(event["encodedDataLength"])}),
    )
    wire.send("Network.enable")
    page.goto(address, wait_until="networkidle")
    wire.detach()
    assert address in received
    return received


def _sign_in(page: Page, person: Person, server: str) -> None:
    cookie = as_person(person).cookies[settings.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": server}])


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _wait_for(address: str, process: subprocess.Popen) -> None:
    """Return once the address answers; fail when it still does not after a minute, or the server has gone."""
    end = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < end and process.poll() is None:
        try:
            urlopen(address).close()  # noqa: S310 - our own server
        except OSError:
            time.sleep(0.2)
        else:
            return
    pytest.fail(f"{address} did not answer")
