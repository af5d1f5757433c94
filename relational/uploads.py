"""Uploads are held in memory, never in temporary files on disk, up to a stated size."""

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import MemoryFileUploadHandler


class MemoryOnlyUploadHandler(MemoryFileUploadHandler):
    """Django's in-memory handler, which lets a larger file vanish without a word; this one refuses it."""

    def handle_raw_input(
        self, input_data: Any, headers: dict[str, Any], content_length: int, boundary: Any, encoding: Any = None
    ) -> None:
        """Raise RequestDataTooBig (answered with 400) for a request above FILE_UPLOAD_MAX_MEMORY_SIZE bytes."""
        if content_length > settings.FILE_UPLOAD_MAX_MEMORY_SIZE:
            raise RequestDataTooBig("The upload is larger than this installation accepts.")
        super().handle_raw_input(input_data, headers, content_length, boundary, encoding)
