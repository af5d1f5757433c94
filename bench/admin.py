"""Django's own way to list rows, for comparison in this process only."""

from django.contrib import admin
from django.http import HttpRequest

from sessions_log.models import Client


class Site(admin.AdminSite):
    """Open to whoever is signed in: `Person` has none of the admin's permissions."""

    def has_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_authenticated)


class ClientAdmin(admin.ModelAdmin):
    """A plain change list of what Today shows of a client itself, without any look-up for each row."""

    list_display = ("code", "name", "usual_weekday", "usual_time", "began_on")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return True

    def has_view_permission(self, request: HttpRequest, obj: Client | None = None) -> bool:
        return True

    has_change_permission = has_view_permission

    def has_add_permission(self, request: HttpRequest) -> bool:
        return True

    def has_delete_permission(self, request: HttpRequest, obj: Client | None = None) -> bool:
        return True


site = Site(name="admin")
site.register(Client, ClientAdmin)
