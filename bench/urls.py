"""The product's addresses, with what they are compared to beside them."""

from django.urls import URLPattern, URLResolver, include, path

from bench import peers
from bench.admin import site

urlpatterns: list[URLPattern | URLResolver] = [
    path("admin/", site.urls),
    path("bare/today/<uuid:therapist>/", peers.today),
    path("bare/timeline/<uuid:client>/", peers.timeline),
    path("", include("relational.urls")),
]
