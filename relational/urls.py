"""Every address. Each name stands in `sessions_log.access.PAGES`, or it answers 404."""

from allauth.account import views as account
from django.urls import URLPattern, URLResolver, include, path, re_path

from sessions_log.views import (
    archive,
    audit,
    checks,
    clients,
    consent,
    episodes,
    erasure,
    images,
    instruments,
    people,
    prompt_library,
    prompts,
    ratings,
    record,
    sessions,
    supervision,
    today,
)
from sessions_log.views.health import health
from sessions_log.views.import_records import import_records
from sessions_log.views.search import search
from sessions_log.views.timeline import timeline

handler500 = "relational.refusals.server_error"

# Listed one by one: allauth's own list has signing up, e-mail administration and more that this product lacks.
sign_in_patterns: list[URLPattern | URLResolver] = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/reset/", account.password_reset, name="account_reset_password"),
    path("password/reset/done/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[-0-9A-Za-z]+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("2fa/", include("allauth.mfa.urls")),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/", include(sign_in_patterns)),
    path("health/", health, name="health"),
    path("import/", import_records, name="import_records"),
    path("", today.today, name="today"),
    path("clients/", clients.client_list, name="client_list"),
    path("clients/new/", clients.client_new, name="client_new"),
    path("clients/<uuid:pk>/", clients.client, name="client"),
    path("clients/<uuid:pk>/edit/", clients.client_edit, name="client_edit"),
    path("clients/<uuid:pk>/archive/", archive.client_archive, name="client_archive"),
    path("clients/<uuid:pk>/unarchive/", archive.client_unarchive, name="client_unarchive"),
    path("clients/<uuid:pk>/consent/", consent.consents, name="consents"),
    path("consents/<uuid:pk>/withdraw/", consent.consent_withdraw, name="consent_withdraw"),
    path("clients/<uuid:pk>/record/", record.record, name="record"),
    path("clients/<uuid:pk>/record.json", record.record_json, name="record_json"),
    path("clients/<uuid:pk>/erase/", erasure.client_erase, name="client_erase"),
    path("erasures/<uuid:pk>/", erasure.erasure, name="erasure"),
    path("search/", search, name="search"),
    path("clients/<uuid:pk>/frame/new/", clients.frame_new, name="frame_new"),
    path("clients/<uuid:pk>/images/new/", images.image_new, name="image_new"),
    path("images/<uuid:pk>/", images.image, name="image"),
    path("images/<uuid:pk>/edit/", images.image_edit, name="image_edit"),
    path("clients/<uuid:pk>/timeline/", timeline, name="timeline"),
    path("clients/<uuid:pk>/sessions/new/", sessions.session_new, name="session_new"),
    path("sessions/<uuid:pk>/", sessions.session, name="session"),
    path("sessions/<uuid:pk>/delete/", erasure.session_delete, name="session_delete"),
    path("sessions/<uuid:pk>/addenda/", sessions.addendum_new, name="addendum_new"),
    path("sessions/<uuid:pk>/ratings/new/", ratings.rating_new, name="rating_new"),
    path("sessions/<uuid:pk>/safety/", ratings.session_safety, name="session_safety"),
    path("sessions/<uuid:pk>/check/", checks.check_invite, name="check_invite"),
    path("sessions/<uuid:pk>/check/hand-over/", checks.check_hand_over, name="check_hand_over"),
    path("check/unlock/", checks.check_unlock, name="check_unlock"),
    path("check/<str:token>/", checks.check, name="check"),
    path("episodes/<uuid:pk>/", episodes.episode, name="episode"),
    path("episodes/<uuid:pk>/close/", episodes.episode_close, name="episode_close"),
    path("episodes/<uuid:pk>/reopen/", episodes.episode_reopen, name="episode_reopen"),
    path("episodes/<uuid:pk>/duties/", episodes.episode_duties, name="episode_duties"),
    path("episodes/<uuid:pk>/prompts/", prompts.prompt_decide, name="prompt_decide"),
    path("clients/<uuid:pk>/prompts/", prompts.client_prompt_decide, name="client_prompt_decide"),
    path("prompts/decided/<uuid:pk>/", prompts.prompt_answer, name="prompt_answer"),
    path("prompts/", prompt_library.prompt_list, name="prompt_list"),
    path("prompts/new/", prompt_library.prompt_new, name="prompt_new"),
    path("prompts/switch/", prompt_library.prompt_switch, name="prompt_switch"),
    path("prompts/<uuid:pk>/", prompt_library.prompt_edit, name="prompt_edit"),
    path("supervision/", supervision.supervision, name="supervision"),
    path("people/", people.people, name="people"),
    path("people/new/", people.person_new, name="person_new"),
    path("people/<uuid:pk>/", people.person, name="person"),
    path("people/<uuid:pk>/link/", people.person_link, name="person_link"),
    path("people/pairs/new/", people.pair_new, name="pair_new"),
    path("people/pairs/<uuid:pk>/end/", people.pair_end, name="pair_end"),
    path("instruments/", instruments.instruments, name="instruments"),
    path("instruments/new/", instruments.instrument_new, name="instrument_new"),
    path("instruments/safety/", instruments.safety_text, name="safety_text"),
    path("instruments/<uuid:pk>/", instruments.instrument, name="instrument"),
    path("instruments/<uuid:pk>/aside/", instruments.instrument_aside, name="instrument_aside"),
    path("instruments/<uuid:pk>/delete/", instruments.instrument_delete, name="instrument_delete"),
    path("practice/records/", archive.record_rules, name="record_rules"),
    path("audit/", audit.audit, name="audit"),
]
