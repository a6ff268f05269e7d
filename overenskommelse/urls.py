"""All addresses. They read as the flow."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView

from overenskommelse.domain.transitions import Act
from overenskommelse.views import (
    accessibility,
    action_plans,
    agreements,
    county_plans,
    documents,
    measure_pages,
    measures,
    memberships,
    overviews,
    plan_files,
    plan_indicators,
    recipients,
    reminders,
    structures,
    undertakings,
    versions,
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

indicator_urls = [
    path("", plan_indicators.plan_indicators, name="plan_indicators"),
    path("add/", plan_indicators.plan_indicator_add, name="plan_indicator_add"),
    path("<int:indicator_pk>/", plan_indicators.plan_indicator, name="plan_indicator"),
    path("<int:indicator_pk>/edit/", plan_indicators.plan_indicator_edit, name="plan_indicator_edit"),
    path("<int:indicator_pk>/remove/", plan_indicators.plan_indicator_remove, name="plan_indicator_remove"),
    path(
        "<int:indicator_pk>/readings/<int:reading_pk>/remove/",
        plan_indicators.reading_remove,
        name="reading_remove",
    ),
]

structure_urls = [
    path("", structures.structure, name="structure"),
    path("levels/", structures.structure_levels, name="structure_levels"),
    path("add/", structures.node_add, name="node_add"),
    path("<int:node_pk>/edit/", structures.node_edit, name="node_edit"),
    path("<int:node_pk>/move/", structures.node_move, name="node_move"),
    path("<int:node_pk>/remove/", structures.node_remove, name="node_remove"),
]

undertaking_urls = [
    path("", undertakings.undertakings, name="undertakings"),
    path("add/", undertakings.undertaking_add, name="undertaking_add"),
    path("mark/", undertakings.undertaking_mark, name="undertaking_mark"),
    path("agreements/add/", undertakings.other_agreement_add, name="other_agreement_add"),
    path("agreements/<int:pk>/edit/", undertakings.other_agreement_edit, name="other_agreement_edit"),
    path("agreements/<int:pk>/remove/", undertakings.other_agreement_remove, name="other_agreement_remove"),
    path("<int:pk>/", undertakings.undertaking, name="undertaking"),
    path("<int:pk>/edit/", undertakings.undertaking_edit, name="undertaking_edit"),
    path("<int:pk>/remove/", undertakings.undertaking_remove, name="undertaking_remove"),
    path("<int:pk>/measures/", undertakings.undertaking_tie, name="undertaking_tie"),
]

measure_urls = [
    path("", measure_pages.measure, name="measure"),
    path("edit/", measures.measure_edit, name="measure_edit"),
    path("shares/", county_plans.measure_shares, name="measure_shares"),
    path("move/", measures.measure_move, name="measure_move"),
    path("remove/", measures.measure_remove, name="measure_remove"),
    path("restore/", measures.measure_restore, name="measure_restore"),
    path("comments/add/", measure_pages.measure_comment, name="measure_comment"),
    path("attachments/add/", measure_pages.measure_attach, name="measure_attach"),
    path("attachments/<int:file_pk>/remove/", measure_pages.measure_detach, name="measure_detach"),
]

act_urls = [
    path(f"{act.replace('_', '-')}/", versions.action_plan_act, {"act": act}, name=f"action_plan_{act}")
    for act in Act
]

plan_urls: list[URLPattern | URLResolver] = [
    path("", measures.action_plan, name="action_plan"),
    path("workbook/", plan_files.plan_workbook, name="plan_workbook"),
    path("import/", plan_files.plan_import, name="plan_import"),
    path("import/confirm/", plan_files.plan_import_confirm, name="plan_import_confirm"),
    path("paste/", plan_files.plan_paste, name="plan_paste"),
    path("attachments/<int:file_pk>/", measure_pages.plan_attachment, name="plan_attachment"),
    path("indicators/", include(indicator_urls)),
    path("structure/", include(structure_urls)),
    path("measures/<int:measure_pk>/", include(measure_urls)),
    path("summary/", measures.action_plan_summary, name="action_plan_summary"),
    path("names/", measures.action_plan_names, name="action_plan_names"),
    path("measures/add/", measures.measure_add, name="measure_add"),
    path("measures/undo/", measures.measures_undo, name="measures_undo"),
    path("areas/", overviews.action_plan_areas, name="action_plan_areas"),
    path("timeline/", overviews.action_plan_timeline, name="action_plan_timeline"),
    path("responsible/", overviews.action_plan_responsible, name="action_plan_responsible"),
    path("about/", action_plans.action_plan_about, name="action_plan_about"),
    path("edit/", action_plans.action_plan_edit, name="action_plan_edit"),
    path("frames/", action_plans.action_plan_frames, name="action_plan_frames"),
    path("follow-up/", versions.action_plan_follow_up, name="action_plan_follow_up"),
    path("remove/", action_plans.action_plan_remove, name="action_plan_remove"),
    path("carry-over/", action_plans.action_plan_carry_over, name="action_plan_carry_over"),
    path("carried/", action_plans.action_plan_carried, name="action_plan_carried"),
    path("history/", versions.action_plan_history, name="action_plan_history"),
    path("versions/", versions.action_plan_versions, name="action_plan_versions"),
    path("versions/compare/", versions.action_plan_compare, name="action_plan_compare"),
    path("versions/<int:number>/", versions.action_plan_version, name="action_plan_version"),
    path("versions/<int:number>/pdf/", documents.action_plan_version_pdf, name="action_plan_version_pdf"),
    path("pdf/", documents.action_plan_pdf, name="action_plan_pdf"),
    *act_urls,
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
    path("action-plans/", overviews.action_plans, name="action_plans"),
    path("action-plans/add/", action_plans.action_plan_add, name="action_plan_add"),
    path("action-plans/<int:pk>/", include(plan_urls)),
    path("action-plans/county/", county_plans.county, name="county_plans"),
    path("action-plans/county/pdf/", county_plans.county_document, {"file_format": "pdf"}, name="county_pdf"),
    path(
        "action-plans/county/xlsx/", county_plans.county_document, {"file_format": "xlsx"}, name="county_xlsx"
    ),
    path("action-plans/county/day/", county_plans.plan_day, name="plan_day"),
    path("action-plans/county/remind/", reminders.reminder_add, name="reminder_add"),
    path("action-plans/county/reminders/", reminders.reminders, name="reminders"),
    path("action-plans/county/reminders/<int:pk>/", reminders.reminder, name="reminder"),
    path("undertakings/", include(undertaking_urls)),
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
