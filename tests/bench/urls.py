"""The program's addresses, and a plain Django admin with the same rows and columns beside them."""

from django.contrib import admin
from django.http import HttpRequest
from django.urls import path

from overenskommelse.models import Organisation
from overenskommelse.urls import urlpatterns as own

EVERYBODY = 1_000


class PlainAdmin(admin.ModelAdmin):
    """Columns, filters and search of the program's list; all rows on one page."""

    list_display = (
        "code", "name", "kind", "county", "organisation_number", "organisation_number_status",
        "missing_details",
    )  # fmt: skip
    list_filter = ("kind", "county")
    list_select_related = ("county",)
    search_fields = ("code", "name", "organisation_number")
    list_per_page = EVERYBODY


class OpenSite(admin.AdminSite):
    """An admin site for whoever is signed in, so that the same person opens both lists."""

    def has_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_active)


site = OpenSite(name="bench")
site.register(Organisation, PlainAdmin)

urlpatterns = [path("bench/", site.urls), *own]
