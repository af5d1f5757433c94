"""What the domain refuses to take from a form, beside the field that it is about."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.forms import BaseForm

from sessions_log.errors import InvalidEntry, NotAllowedNow


@contextmanager
def refusals_in(form: BaseForm) -> Iterator[None]:
    """Put a refusal within the block into the form and go on after it: the page shows again what was typed.

    A stale version passes through; its page shows both texts.
    """
    try:
        yield
    except InvalidEntry as refused:
        form.add_error(refused.field if refused.field in form.fields else None, str(refused))
    except NotAllowedNow as refused:
        form.add_error(None, str(refused))
