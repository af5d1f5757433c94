"""The forms of choosing a password, with labels as all others have them: “New password”, not “New Password”."""

from typing import Any

from allauth.account.forms import ChangePasswordForm, ResetPasswordKeyForm


class ChangePassword(ChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _in_sentence_case(self)


class ChoosePassword(ResetPasswordKeyForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _in_sentence_case(self)


def _in_sentence_case(form: ChangePasswordForm | ResetPasswordKeyForm) -> None:
    for field in form.fields.values():
        field.label = str(field.label).capitalize()
