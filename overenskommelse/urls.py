"""All addresses. They read as the flow."""

from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from overenskommelse.views import (
    accessibility,
    action_plans,
    agreements,
    measures,
    memberships,
    overviews,
    recipients,
    reminders,
)

agreement_urls = [
    path("", agreements.agreement, name="agreement"),
    path("edit/", agreements.agreement_edit, name="agreement_edit"),
    path("copy/", agreements.agreement_copy, name="agreement_copy"),
    path("amounts/", agreements.agreement_amounts, name="agreement_amounts"),
    path("<slug:part>/", agreements.agreement_part, name="agreement_part"),
    path("<slug:part>/add/", agreements.agreement_part_add, name="agreement_part_add"),
    path("<slug:part>/<int:pk>/edit/", agreements.agreement_part_edit, name="agreement_part_edit"),
    path("<slug:part>/<int:pk>/remove/", agreements.agreement_part_remove, name="agreement_part_remove"),
]

plan_urls = [
    path("", measures.action_plan, name="action_plan"),
    path("areas/", overviews.action_plan_areas, name="action_plan_areas"),
    path("timeline/", overviews.action_plan_timeline, name="action_plan_timeline"),
    path("responsible/", overviews.action_plan_responsible, name="action_plan_responsible"),
]

urlpatterns = [
    path("admin/", admin.site.urls),
    # The address that one signs in with was given by an administrator; nobody changes it alone.
    path("accounts/email/", RedirectView.as_view(pattern_name="start")),
    path("accounts/", include("allauth.account.urls")),
    path("context/", memberships.choose_context, name="context"),
    path("resume/", memberships.resume, name="resume"),
    path("accessibility/", accessibility.accessibility, name="accessibility"),
    path("agreements/", agreements.agreements, name="agreements"),
    path("agreements/<slug:code>/", include(agreement_urls)),
    path("action-plans/", action_plans.action_plans, name="action_plans"),
    path("action-plans/add/", action_plans.action_plan_add, name="action_plan_add"),
    path("action-plans/<int:pk>/", include(plan_urls)),
    path("calendar/", reminders.calendar, name="calendar"),
    path("calendar/revoke/", reminders.calendar_revoke, name="calendar_revoke"),
    path("calendar/<str:secret>.ics", reminders.calendar_feed, name="calendar_feed"),
    path("recipients/", recipients.recipients, name="recipients"),
    path("recipients/<slug:code>/", recipients.recipient, name="recipient"),
    path("recipients/<slug:code>/edit/", recipients.recipient_edit, name="recipient_edit"),
    path("memberships/", memberships.memberships, name="memberships"),
    path("memberships/add/", memberships.membership_add, name="membership_add"),
    path("memberships/<int:pk>/edit/", memberships.membership_edit, name="membership_edit"),
    path("memberships/<int:pk>/remove/", memberships.membership_remove, name="membership_remove"),
    path("allocation/", include("allocation.urls")),
    path("", include("reporting.urls")),
]
