"""`python -m tests.browser.screenshots [--readme] [WORD …]`: every page of the demo as pictures in screenshots/.

At three widths, light and dark, and what is printed as PDF. With words, only pages whose names hold one of them.
`--readme` draws docs/timeline.png instead.
"""

import argparse
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
OUT = ROOT / "screenshots"
WIDTHS, SCHEMES, HEIGHT = (390, 820, 1440), ("light", "dark"), 900
README_CLIENT, README_WIDTH, README_HEIGHT = "QR-014", 1440, 1400
PRINTED = ("timeline", "session", "record", "client", "episode")
START_SECONDS = 30

_folder = tempfile.TemporaryDirectory(prefix="relational-screenshots-")
os.environ |= {
    "DEMO": "1",
    "DATABASE_URL": f"sqlite:///{_folder.name}/demo.sqlite3",
    "DJANGO_SETTINGS_MODULE": "relational.settings",
}
SERVER_ENVIRONMENT = dict(os.environ)
# For this process alone: Playwright keeps an event loop in its thread. A server refuses to start with it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

import django  # noqa: E402 - the environment comes first

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import Client as Browser  # noqa: E402
from django.urls import reverse  # noqa: E402
from playwright.sync_api import Browser as Chromium  # noqa: E402
from playwright.sync_api import Page, sync_playwright  # noqa: E402

from sessions_log.access import clients_of  # noqa: E402
from sessions_log.models import Person  # noqa: E402
from sessions_log.services.demo.people import PASSWORD  # noqa: E402
from sessions_log.services.people import create_person  # noqa: E402
from sessions_log.vocabulary import Role  # noqa: E402
from tests.browser.addresses import SIGNED_OUT, addresses_of, check_address, open_page  # noqa: E402

Visits = dict[str, str]
"""Paths by the name that their pictures bear."""


def main() -> None:
    """Serve the demo from a temporary database and take the pictures that were asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--readme", action="store_true", help="draw docs/timeline.png and nothing else")
    parser.add_argument("words", nargs="*", help="take only pages whose names hold one of these words")
    options = parser.parse_args()
    call_command("migrate", verbosity=0)
    call_command("seed_demo")
    with _server() as address, sync_playwright() as playwright:
        program = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
        chromium = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        if options.readme:
            _draw_readme(chromium, address)
        else:
            _take_all(chromium, address, options.words)


@contextmanager
def _server() -> Iterator[str]:
    """Serve on a free port as `make run` does, and yield the address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        str(Path(sys.executable).with_name("granian")),
        "--interface",
        "wsgi",
        "--no-ws",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
    ]
    command += ["--blocking-threads", "4", "--log-level", "warning", "relational.wsgi:application"]
    server = subprocess.Popen(command, cwd=ROOT, env=SERVER_ENVIRONMENT)
    try:
        _wait_for(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait()


def _wait_for(port: int) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError("The server did not start.")


def _take_all(chromium: Chromium, address: str, words: list[str]) -> None:
    OUT.mkdir(exist_ok=True)
    people = {name: Person.objects.get(email=f"{name}@demo.example") for name in ("ana", "ben", "dora")}
    ana = people["ana"]
    new = create_person(
        practice=ana.practice, email="new@demo.example", name="Newcomer", roles={Role.THERAPIST, Role.SUPERVISOR},
        password=PASSWORD, by=None,
    )  # fmt: skip
    visits: dict[str, tuple[Person | None, Visits]] = {
        name: (person, addresses_of(person)) for name, person in people.items()
    }
    visits["ana"][1]["error 404"] = "/not-there/"
    visits["new"] = (new, {name: path for name, path in addresses_of(new).items() if name in EMPTY})
    visits["out"] = (None, {name: reverse(name) for name in SIGNED_OUT} | {"check": check_address(ana)})
    for who, (person, paths) in visits.items():
        wanted = {name: path for name, path in paths.items() if not words or any(word in name for word in words)}
        with _signed_in(chromium, address, person) as page:
            for name, path in wanted.items():
                _take(page, address + path, f"{who} {name}")
                if who == "ana" and name in PRINTED:
                    _print(page, f"{who} {name}")
            if who == "ana" and (not words or "conflict" in words):
                _take_conflict(page, address + paths["session, draft"])


EMPTY = ("today", "client_list", "supervision")


@contextmanager
def _signed_in(chromium: Chromium, address: str, person: Person | None) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": WIDTHS[0], "height": HEIGHT}, reduced_motion="reduce")
    if person:
        browser = Browser()
        browser.force_login(person)
        cookie = browser.cookies[settings.SESSION_COOKIE_NAME]
        context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": address}])
    yield context.new_page()
    context.close()


def _take(page: Page, address: str, name: str) -> None:
    open_page(page, address, PASSWORD)
    _take_on_all_screens(page, name)


def _take_on_all_screens(page: Page, name: str) -> None:
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of SCHEMES
            page.screenshot(path=OUT / f"{name} {width} {scheme}.png".replace(" ", "-"), full_page=True)


def _take_conflict(page: Page, address: str) -> None:
    """Save a draft of which somebody else has saved a later version."""
    other = page.context.new_page()
    for tab, note in ((page, "What was typed on the tablet."), (other, "What was typed on the laptop.")):
        tab.goto(address)
        tab.locator("[name=note]").evaluate("(area, text) => { area.value = text }", note)
    for tab in (other, page):
        with tab.expect_navigation():
            tab.locator("[name=action][value=save]").click()
    other.close()
    _take_on_all_screens(page, "ana conflict")


def _print(page: Page, name: str) -> None:
    """Write what a printer would get; as pictures too where poppler is installed."""
    target = OUT / f"{name}-print.pdf".replace(" ", "-")
    page.emulate_media(color_scheme="light")
    page.pdf(path=target, prefer_css_page_size=True)
    if program := shutil.which("pdftoppm"):
        subprocess.run([program, "-png", "-r", "80", target, target.with_suffix("")], check=True)


def _draw_readme(chromium: Chromium, address: str) -> None:
    ana = Person.objects.get(email="ana@demo.example")
    client = next(client for client in clients_of(ana) if client.code == README_CLIENT)
    with _signed_in(chromium, address, ana) as page:
        page.set_viewport_size({"width": README_WIDTH, "height": README_HEIGHT})
        page.goto(address + reverse("timeline", args=[client.pk]))
        page.locator(".timeline-said").evaluate("said => { said.hidden = true }")
        page.locator(".timeline").first.screenshot(path=ROOT / "docs" / "timeline.png")


if __name__ == "__main__":
    main()
