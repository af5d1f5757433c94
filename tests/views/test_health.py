"""Whether the program is well."""

from django.test import Client as Browser


def test_health_needs_no_sign_in_and_says_no_more_than_ok(db: None, client: Browser) -> None:
    response = client.get("/health/")

    assert response.status_code == 200
    assert response.json() == {"status": "ok"}


def test_health_takes_no_post(db: None, client: Browser) -> None:
    assert client.post("/health/").status_code == 405
