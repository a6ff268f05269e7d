"""The technical administration, for staff only: what the program's own pages do not reach.

Its changes are kept in the field history; they write no events and check no sums.
"""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.db.models import Model
from django.http import HttpRequest
from import_export.admin import ExportMixin
from simple_history.admin import SimpleHistoryAdmin

from overenskommelse.models import (
    Agreement,
    County,
    Deadline,
    DevelopmentArea,
    Event,
    FocusArea,
    FundingLine,
    Membership,
    Organisation,
    PrintedSum,
    Requirement,
    User,
)
from overenskommelse.resources import OrganisationResource

# The program's own sign-in, with its limits, is the only one.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]


class ReadOnlyAdmin(admin.ModelAdmin):
    """What is a record, to look at."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(Organisation)
class OrganisationAdmin(ExportMixin, SimpleHistoryAdmin):
    resource_classes = [OrganisationResource]
    list_display = ("code", "name", "kind", "county", "organisation_number", "organisation_number_status")
    list_filter = ("kind", "organisation_number_status", "county")
    list_select_related = ("county",)
    search_fields = ("code", "name", "organisation_number")


@admin.register(Agreement)
class AgreementAdmin(SimpleHistoryAdmin):
    list_display = ("name", "year", "status", "registration_number", "payment_registration_number")


@admin.register(FundingLine)
class FundingLineAdmin(SimpleHistoryAdmin):
    list_display = ("name", "agreement", "recipient_kind", "amount", "applied_method")
    list_filter = ("agreement", "recipient_kind")
    list_select_related = ("agreement",)


@admin.register(Deadline, Requirement)
class ConcernsAdmin(SimpleHistoryAdmin):
    list_display = ("__str__", "agreement", "section", "for_regions", "for_rss", "for_skr")
    list_filter = ("agreement",)
    list_select_related = ("agreement",)


@admin.register(User)
class PersonAdmin(UserAdmin):
    list_display = ("name", "email", "is_active", "is_staff")
    search_fields = ("name", "email")
    ordering = ("name",)
    readonly_fields = ("last_login",)
    fieldsets = (
        (
            None,
            {"fields": ("email", "name", "password", "is_active", "is_staff", "is_superuser", "last_login")},
        ),
    )
    add_fieldsets = ((None, {"fields": ("email", "name", "usable_password", "password1", "password2")}),)
    filter_horizontal = ()


@admin.register(Membership)
class MembershipAdmin(SimpleHistoryAdmin):
    list_display = ("user", "role", "organisation")
    list_filter = ("role",)
    list_select_related = ("user", "organisation")


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin):
    list_display = ("at", "by", "verb", "subject_label", "organisation")
    list_filter = ("verb",)
    list_select_related = ("by", "organisation")
    date_hierarchy = "at"


admin.site.register([County, DevelopmentArea, FocusArea, PrintedSum])
