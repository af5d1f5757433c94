"""The timeline of five hundred sessions, whole and in its latest window, against a bare view with raw queries."""

from functools import partial

from bench.data import long_course
from bench.measure import compare, report
from bench.server import Server

RATIO_MOST = 7


def run() -> None:
    """Print both figures; the page comes through the whole middleware, and having looked is audited."""
    client = long_course()
    product, bare = Server(client.therapist), Server(client.therapist, [])
    for name, query in (("whole", "?zoom=all"), ("latest window", "")):
        mine, floor = compare(
            partial(product.get, f"/clients/{client.pk}/timeline/{query}"),
            partial(bare.get, f"/bare/timeline/{client.pk}/"),
        )
        report(f"Timeline of 500 sessions, {name}", mine, beside="floor", at=floor, ratio_most=RATIO_MOST)
