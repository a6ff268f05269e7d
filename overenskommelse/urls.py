"""All addresses. They read as the flow."""

from django.contrib import admin
from django.urls import include, path

from overenskommelse.views import memberships

urlpatterns = [
    path("admin/", admin.site.urls),
    path("accounts/", include("allauth.account.urls")),
    path("context/", memberships.choose_context, name="context"),
    path("allocation/", include("allocation.urls")),
    path("", include("reporting.urls")),
]
