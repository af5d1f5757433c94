"""Addresses that only tests have: pages that crash, refuse or lose their database. Used as a root URLconf."""

from django.core.exceptions import PermissionDenied
from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone

from relational import urls
from sessions_log import access, errors
from sessions_log.models import Practice

handler500 = urls.handler500


def crash(request: HttpRequest) -> HttpResponse:
    typed = request.POST.get("note", "")
    raise RuntimeError(f"could not understand {typed}")


def break_constraint(request: HttpRequest) -> HttpResponse:
    name = request.POST["note"]
    Practice.objects.create(name=name)
    Practice.objects.create(name=name)
    return HttpResponse()


def too_long(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT CAST(%s AS integer), no_such_column", [request.POST["note"]])
    return HttpResponse()


def away(request: HttpRequest) -> HttpResponse:
    raise OperationalError("server at secret-host closed the connection")


def signed(request: HttpRequest) -> HttpResponse:
    raise errors.NotAllowedNow("This session is signed. Add an addendum instead.")


def contradictory(request: HttpRequest) -> HttpResponse:
    raise errors.InvalidEntry("The last day lies before the first.")


def stale(request: HttpRequest) -> HttpResponse:
    raise errors.StaleVersion({}, version=2)


def unreadable(request: HttpRequest) -> HttpResponse:
    raise errors.DecryptionFailed("sessions_log.ClinicalNote.text")


def forbidden(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


def somebody_elses(request: HttpRequest, pk: str) -> HttpResponse:
    raise access.Refused


def what_time(request: HttpRequest) -> HttpResponse:
    return HttpResponse(timezone.get_current_timezone_name())


def upload(request: HttpRequest) -> HttpResponse:
    return HttpResponse(type(request.FILES["file"]).__name__)


views = [
    crash,
    break_constraint,
    too_long,
    away,
    signed,
    contradictory,
    stale,
    unreadable,
    forbidden,
    what_time,
    upload,
]
names = [view.__name__ for view in views] + ["somebody_elses"]
urlpatterns = [
    *urls.urlpatterns,
    *[path(f"{view.__name__}/", view, name=view.__name__) for view in views],
    path("somebody_elses/<uuid:pk>/", somebody_elses, name="somebody_elses"),
    path("undeclared/", what_time, name="undeclared"),
]
