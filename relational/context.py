"""What every page may show of the installation itself."""

from django.conf import settings
from django.http import HttpRequest


def installation(request: HttpRequest) -> dict[str, bool]:
    """Return `demo`, so that pages say when everything in them is invented."""
    return {"demo": settings.DEMO}
