"""Django's own way to list clients, for comparison in this process only."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, Max, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.http import HttpRequest

from sessions_log.models import Client, Episode, TherapySession
from sessions_log.vocabulary import OPEN_STATUSES, SessionStatus


class Site(admin.AdminSite):
    """Open to whoever is signed in: `Person` has none of the admin's permissions."""

    def has_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_authenticated)


class OwnColumns(admin.ModelAdmin):
    """What the clients' own table holds, without any look-up."""

    list_display: tuple[str, ...] = ("code", "name", "usual_weekday", "usual_time", "began_on")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return True

    def has_view_permission(self, request: HttpRequest, obj: Client | None = None) -> bool:
        return True

    has_change_permission = has_view_permission
    has_delete_permission = has_view_permission
    has_add_permission = has_module_permission


class SameFacts(OwnColumns):
    """What Today shows as well, without a look-up for each row: subqueries and a prefetch."""

    list_display = ("code", "name", "usual_weekday", "usual_time", "last", "open_ruptures", "drafts", "alliance")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Client]:
        sessions = TherapySession.objects.filter(client=OuterRef("pk")).order_by().values("client")
        open_ruptures = Episode.objects.filter(client=OuterRef("pk"), status__in=OPEN_STATUSES).values("client")
        latest = TherapySession.objects.order_by("-starts_at").prefetch_related("ratings__instrument")[:10]
        return (
            super()
            .get_queryset(request)
            .annotate(
                last=Subquery(sessions.values(at=Max("starts_at"))),
                drafts=Subquery(sessions.values(count=Count("pk", filter=Q(status=SessionStatus.DRAFT)))),
                open_ruptures=Subquery(open_ruptures.values(count=Count("pk"))),
            )
            .prefetch_related(Prefetch("sessions", latest, to_attr="latest"))
        )

    def last(self, client: Any) -> str:
        return f"{client.last:%-d %B}" if client.last else ""

    def drafts(self, client: Any) -> int:
        return client.drafts or 0

    def open_ruptures(self, client: Any) -> int:
        return client.open_ruptures or 0

    def alliance(self, client: Any) -> str:
        scores = [rating.score for session in client.latest for rating in session.ratings.all() if rating.score]
        return " ".join(f"{score:.1f}" for score in reversed(scores))


own_columns = Site(name="own_columns")
own_columns.register(Client, OwnColumns)
same_facts = Site(name="same_facts")
same_facts.register(Client, SameFacts)
