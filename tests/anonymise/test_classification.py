from django.apps import apps
from django.db import models

from sessions_log.anonymise.classification import FIELDS, NEEDS_CONSENT, FieldClass
from sessions_log.models.fields import EncryptedTextField


def stored_fields() -> dict[str, models.Field]:
    """Return "Model.field" → field for every column and many-to-many table of the app."""
    return {
        f"{model.__name__}.{field.name}": field
        for model in apps.get_app_config("sessions_log").get_models(include_auto_created=True)
        for field in (*model._meta.concrete_fields, *model._meta.local_many_to_many)
    }


def classes_of(*types: type[models.Field]) -> dict[str, FieldClass | None]:
    return {name: FIELDS.get(name) for name, field in stored_fields().items() if isinstance(field, types)}


def test_every_field_is_classified() -> None:
    assert sorted(stored_fields().keys() - FIELDS.keys()) == []


def test_no_field_is_classified_that_is_gone() -> None:
    assert sorted(FIELDS.keys() - stored_fields().keys()) == []


def test_encrypted_texts_identify_or_never_leave() -> None:
    found = classes_of(EncryptedTextField)
    assert found["ClinicalNote.text"] is FieldClass.NEVER
    assert found["Client.name"] is FieldClass.IDENTIFIER
    assert set(found.values()) == {FieldClass.IDENTIFIER, FieldClass.NEVER}


def test_no_free_text_and_no_loose_data_leaves() -> None:
    found = classes_of(models.TextField, models.JSONField)
    assert found["Rating.items"] is FieldClass.NEVER
    assert set(found.values()) == {FieldClass.NEVER}


def test_dates_are_coarsened_or_never_leave() -> None:
    found = classes_of(models.DateField, models.TimeField)
    assert found["TherapySession.starts_at"] is FieldClass.QUASI
    assert set(found.values()) == {FieldClass.QUASI, FieldClass.NEVER}


def test_joins_are_keys_or_never_leave() -> None:
    found = classes_of(models.ForeignKey, models.UUIDField)
    assert found["Moment.session"] is FieldClass.KEY
    assert set(found.values()) == {FieldClass.KEY, FieldClass.NEVER}


def test_what_needs_consent_is_sensitive_and_leaves_in_no_other_way() -> None:
    found = {name: FIELDS[name] for name in stored_fields() if name.partition(".")[0] in NEEDS_CONSENT}
    assert found["SocialCategory.location"] is FieldClass.SENSITIVE
    assert set(found.values()) == {FieldClass.KEY, FieldClass.SENSITIVE}
    assert FIELDS["Client.social_words"] is FieldClass.NEVER


def test_a_private_reflection_leaves_nothing_behind() -> None:
    assert {FIELDS[name] for name in stored_fields() if name.startswith("PrivateReflection.")} == {FieldClass.NEVER}
