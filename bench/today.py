"""Today with fifty clients, against a bare view of them and against Django's own list of the same rows."""

from functools import partial

from bench.data import caseload
from bench.measure import compare, report
from bench.server import PLAIN_MIDDLEWARE, Server

MS_MOST = 5
OF_ADMIN = 0.2


def run() -> None:
    """Print both figures; the page comes through the whole middleware, with access and audit."""
    therapist = caseload()
    product, plain, bare = Server(therapist), Server(therapist, PLAIN_MIDDLEWARE), Server(therapist, [])

    def page() -> bytes:
        return product.get("/")

    mine, floor = compare(page, lambda: bare.get(f"/bare/today/{therapist.pk}/"))
    report("Today, 50 clients, beside a bare view", mine, beside="floor", at=floor, ms_most=MS_MOST)
    for name in ("same-facts", "own-columns"):
        mine, peer = compare(page, partial(plain.get, f"/admin/{name}/sessions_log/client/"))
        report(f"Today, 50 clients, beside the admin's list, {name}", mine, beside="peer", at=peer, ratio_most=OF_ADMIN)
