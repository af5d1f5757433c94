"""Uploads stay in memory."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser


def test_upload_above_django_default_stays_in_memory(ana_at_test_pages: Browser) -> None:
    three_megabytes = SimpleUploadedFile("records.csv", b"1" * 3_000_000)

    response = ana_at_test_pages.post("/upload/", {"file": three_megabytes})

    assert response.content == b"InMemoryUploadedFile"


def test_upload_above_the_limit_is_refused(ana_at_test_pages: Browser, settings: Any) -> None:
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 1000

    response = ana_at_test_pages.post("/upload/", {"file": SimpleUploadedFile("records.csv", b"1" * 2000)})

    assert response.status_code == 400
