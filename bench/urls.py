"""The product's addresses, with what they are compared to beside them."""

from django.urls import URLPattern, URLResolver, include, path

from bench import peers
from bench.admin import own_columns, same_facts

urlpatterns: list[URLPattern | URLResolver] = [
    path("admin/own-columns/", own_columns.urls),
    path("admin/same-facts/", same_facts.urls),
    path("bare/today/<uuid:therapist>/", peers.today),
    path("bare/timeline/<uuid:client>/", peers.timeline),
    path("", include("relational.urls")),
]
