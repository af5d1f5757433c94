"""The pages of the ledger."""

from django.urls import reverse

from sessions_log.models import AuditEntry, Client, Person, RelationalImage
from sessions_log.models.entry import MomentEntry
from sessions_log.services.image import add_image, edit_image
from tests.people import as_person, log

TYPED = {
    "submission": "6f7c5c1e-7f57-4d8e-9d38-5f3f1c1f4a11",
    "text": "I am kept for use",
    "belief": "I am a tool",
    "lesson": "",
    "strategy": "",
    "paradox": "",
    "origin": "",
}


def test_an_image_is_added_with_belief_and_origin(ana: Person, anas_client: Client) -> None:
    answer = as_person(ana).post(reverse("image_new", args=[anas_client.pk]), TYPED)

    image = RelationalImage.objects.get()
    assert answer.headers["Location"] == reverse("image", args=[image.pk])
    assert (image.text, image.belief, image.is_controlling) == ("I am kept for use", "I am a tool", False)


def test_an_image_without_words_is_asked_about(ana: Person, anas_client: Client) -> None:
    answer = as_person(ana).post(reverse("image_new", args=[anas_client.pk]), TYPED | {"text": ""})

    assert answer.status_code == 422
    assert "I am a tool</textarea>" in answer.content.decode()


def test_a_long_text_is_not_cut_off_unseen_but_named_and_kept(ana: Person, anas_client: Client) -> None:
    address = reverse("image_new", args=[anas_client.pk])
    form = as_person(ana).get(address).content.decode()

    answer = as_person(ana).post(address, {"text": "People leave", "paradox": "p" * 2001})

    assert "maxlength" not in form
    assert (answer.status_code, RelationalImage.objects.exists()) == (422, False)
    assert "p" * 2001 in answer.content.decode()
    assert "there is room for 2000" in answer.content.decode()


def test_a_stale_change_sees_both_texts_and_changes_nothing(ana: Person, anas_client: Client) -> None:
    image = add_image(by=ana, client=anas_client, text="First")
    edit_image(by=ana, image=image, version=1, text="From elsewhere", is_controlling=True)

    answer = as_person(ana).post(reverse("image_edit", args=[image.pk]), TYPED | {"version": "1"})

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "From elsewhere" in page
    assert "<pre>Yes</pre>" in page  # a controlling image, elsewhere
    assert "I am kept for use</textarea>" in page
    assert 'name="version" value="2"' in page
    image.refresh_from_db()
    assert image.text == "From elsewhere"


def test_a_change_is_saved(ana: Person, anas_client: Client) -> None:
    image = add_image(by=ana, client=anas_client, text="First")

    as_person(ana).post(reverse("image_edit", args=[image.pk]), TYPED | {"version": "1", "is_controlling": "on"})

    image.refresh_from_db()
    assert (image.text, image.is_controlling, image.version) == ("I am kept for use", True, 2)


def test_the_same_change_from_two_tabs_is_saved_once(ana: Person, anas_client: Client) -> None:
    image, browser = add_image(by=ana, client=anas_client, text="First"), as_person(ana)

    answers = [
        browser.post(reverse("image_edit", args=[image.pk]), TYPED | {"version": "1"}).status_code for _ in range(2)
    ]

    image.refresh_from_db()
    assert (answers, image.version) == ([302, 302], 2)
    assert AuditEntry.objects.filter(action="image.edit").count() == 1


def test_an_image_that_no_moment_refers_to_can_be_taken_out(ana: Person, anas_client: Client) -> None:
    image, browser = add_image(by=ana, client=anas_client, text="First"), as_person(ana)
    assert "Take it out of the ledger" in browser.get(reverse("image", args=[image.pk])).content.decode()

    answer = browser.post(reverse("image_delete", args=[image.pk]))

    assert answer.headers["Location"] == reverse("client", args=[anas_client.pk])
    assert not RelationalImage.objects.exists()


def test_an_image_that_a_moment_refers_to_stays(ana: Person, anas_client: Client) -> None:
    image, browser = add_image(by=ana, client=anas_client, text="First"), as_person(ana)
    log(anas_client, MomentEntry(kind="connection", actor="both", image=image.pk, direction="countered"))

    assert "Take it out of the ledger" not in browser.get(reverse("image", args=[image.pk])).content.decode()
    assert browser.post(reverse("image_delete", args=[image.pk])).status_code == 409
    assert RelationalImage.objects.get() == image


def test_an_image_of_which_nothing_more_is_known_says_what_can_be_added(ana: Person, anas_client: Client) -> None:
    image = add_image(by=ana, client=anas_client, text="First")

    assert "Only the image itself so far." in as_person(ana).get(reverse("image", args=[image.pk])).content.decode()
