"""What Django says by itself when it refuses a field, in the words of this house."""

from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.forms import Field

REQUIRED = "This is still needed."


def speak_plainly() -> None:
    """Give every form these words, those of signing in too. Called once, when the program starts."""
    Field.default_error_messages["required"] = REQUIRED
    MinValueValidator.message = "At least %(limit_value)s, please."
    MaxValueValidator.message = "At most %(limit_value)s, please."
    MaxLengthValidator.message = "This is too long: %(show_value)d characters, and there is room for %(limit_value)d."
