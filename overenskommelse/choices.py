"""The fixed lists of values. Values are stored; labels are shown."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class OrganisationKind(TextChoices):
    REGION = "region", _("Region")
    RSS = "rss", _("Regional collaboration and support structure (RSS)")
    MUNICIPALITY = "municipality", _("Municipality")
    SKR = "skr", _("SKR")
    AUTHORITY = "authority", _("Government agency")


class RecipientKind(TextChoices):
    """Who a funding line pays (agreement 2021, section 8)."""

    REGION = "region", _("The regions")
    RSS = "rss", _("The municipalities through RSS")
    SKR = "skr", _("SKR")


class NumberStatus(TextChoices):
    """How sure an organisation number is."""

    OFFICIAL = "official", _("Confirmed")
    UNOFFICIAL = "unofficial", _("Not confirmed")
    EXAMPLE = "example", _("Example")


class Role(TextChoices):
    ADMINISTRATOR = "administrator", _("Administrator")
    COORDINATOR = "coordinator", _("Coordinator")
    FINANCE_OFFICER = "finance_officer", _("Finance officer")
    HEAD_OF_FINANCE = "head_of_finance", _("Head of finance")
    AUTHORISED_SIGNATORY = "authorised_signatory", _("Authorised signatory")
    MUNICIPAL_CONTACT = "municipal_contact", _("Municipal contact")
    READER = "reader", _("Reader")


class AgreementStatus(TextChoices):
    DRAFT = "draft", _("Draft")
    IN_FORCE = "in_force", _("In force")
    CLOSED = "closed", _("Closed")


class Consequence(TextChoices):
    """What happens when a deadline is missed (agreement 2021, section 10.1)."""

    NONE = "none", _("No stated consequence")
    RIGHT_LAPSES = "right_lapses", _("The right to the money lapses")
    MAY_BE_RECLAIMED = "may_be_reclaimed", _("The state may reclaim the money")
    CONDITION = "condition", _("A condition for getting the money")


class RequirementKind(TextChoices):
    REQUIREMENT = "requirement", _("Requirement")
    GOAL = "goal", _("Goal")


class SumScope(TextChoices):
    """What a sum printed in an agreement adds up."""

    TOTAL = "total", _("The whole agreement")
    RECIPIENT_KIND = "recipient_kind", _("A kind of recipient")
    AREA = "area", _("A development area")
    AREA_AND_KIND = "area+recipient_kind", _("A development area, for a kind of recipient")
    LINE = "line", _("A funding line")


class AllocationMethod(TextChoices):
    """Identifier and version of a method; the formulas stand in allocation/domain/methods.py."""

    POPULATION = "population@1", _("By population")
    POPULATION_CARE = "population-care@1", _("Half by population, half by persons with municipal health care")
    NURSES = "nurses@1", _("By employed nurses")
    BASE_POPULATION = "base-population@1", _("A base amount each, the rest by population")
    FIXED = "fixed@1", _("The whole amount to one recipient")


class PlanStatus(TextChoices):
    """The life of an action plan (domain/transitions.py)."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    RETURNED = "returned", _("Sent back")
    APPROVED = "approved", _("Approved")
    FOLLOWED_UP = "followed_up", _("Followed up")
    CLOSED = "closed", _("Closed")


# Where an organisation stands with its plan, from the least far; without a plan it has not begun.
PLAN_STANDINGS = (
    ("not_begun", _("Not begun")),
    (PlanStatus.RETURNED.value, PlanStatus.RETURNED.label),
    (PlanStatus.DRAFT.value, PlanStatus.DRAFT.label),
    (PlanStatus.SUBMITTED.value, PlanStatus.SUBMITTED.label),
    (PlanStatus.APPROVED.value, PlanStatus.APPROVED.label),
    (PlanStatus.FOLLOWED_UP.value, PlanStatus.FOLLOWED_UP.label),
    (PlanStatus.CLOSED.value, PlanStatus.CLOSED.label),
)


class MeasureStatus(TextChoices):
    PLANNED = "planned", _("Planned")
    UNDER_WAY = "under_way", _("Under way")
    DONE = "done", _("Done")
    PAUSED = "paused", _("Paused")
    DROPPED = "dropped", _("Dropped")


class ScheduleKind(TextChoices):
    """What a typed schedule was understood as (domain/schedules.py)."""

    NONE = "none", _("No day")
    DAY = "day", _("A day")
    PERIOD = "period", _("A period")
    ONGOING = "ongoing", _("Ongoing")
    DEPENDENT = "dependent", _("Depends on something else")


# The acts of an action plan's life (domain/transitions.py), as a button says them.
ACTS = {
    "submit": _("Submit the plan"),
    "send_back": _("Send back"),
    "approve": _("Approve the plan"),
    "mark_followed_up": _("Mark as followed up"),
    "close": _("Close the plan"),
    "begin_version": _("Begin a new version"),
}

# Why an action plan cannot pass on (domain/transitions.py), each with its remedy.
HINDRANCES = {
    "no_measures": _("The plan has no measures. Add at least one."),
    "over_used": _(
        "%(amount)s more than there is has been used on %(line)s. Correct the used kronor of the measures,"
        " or the amount that the plan reckons with."
    ),
}

_COPY = _("Copy the sheets to a new workbook and save it as .xlsx.")
# Why a workbook of a plan is not read, and the remedy, by the code of an UnreadableError (workbooks/).
UNREADABLE = {
    "not_a_spreadsheet": (
        _("The file cannot be read as a workbook"),
        _("Open it in your spreadsheet program and save it as .xlsx."),
    ),
    "wrong_type": (_("Files of this type are not read"), _("Save the workbook as .xlsx.")),
    "macros": (_("The file holds macros, and such files are not opened"), _("Save it as .xlsx.")),
    "encrypted": (
        _("The file has a password or is of the old type .xls"),
        _("Remove the password and save it as .xlsx."),
    ),
    "nested_archive": (_("The file holds another file"), _("Copy the sheets to a new workbook.")),
    "too_large": (
        _("The file is %(size)s, and at most %(limit_bytes)s is read"),
        _("Remove pictures and sheets that are not the plan's."),
    ),
    "too_large_inside": (_("The file is far larger inside than a plan"), _COPY),
    "too_many_cells": (_("The sheet has more than %(limit)s cells"), _("Remove what is not the plan's.")),
    "too_slow": (_("The file takes more than %(seconds)s seconds to read"), _COPY),
}


# What was done, as a log tells it. The whole program's verbs stand here, since the log belongs to no stage.
VERBS = {
    "agreements.loaded": _("Agreement loaded"),
    "agreements.changed": _("Agreement changed"),
    "agreements.part_added": _("Part added (%(kind)s)"),
    "agreements.part_changed": _("Part changed (%(kind)s)"),
    "agreements.part_removed": _("Part removed (%(kind)s)"),
    "agreements.copied": _("Agreement copied"),
    "action_plans.added": _("Action plan begun"),
    "action_plans.changed": _("Texts of the plan changed"),
    "action_plans.framed": _("Amounts to plan for changed"),
    "action_plans.removed": _("Action plan removed"),
    "action_plans.carried": _("Action plan carried over from the year before"),
    "action_plans.submitted": _("Action plan submitted"),
    "action_plans.sent_back": _("Action plan sent back"),
    "action_plans.approved": _("Action plan approved"),
    "action_plans.followed_up": _("Action plan marked as followed up"),
    "action_plans.closed": _("Action plan closed"),
    "action_plans.version_begun": _("New version of the action plan begun"),
    "county_plans.day_set": _("Last day for the county’s plans set"),
    "county_plans.day_removed": _("Last day for the county’s plans removed"),
    "county_plans.shared": _("Cost of a measure shared"),
    "reminders.sent": _("Reminder sent"),
    "reminders.feed_opened": _("Calendar address made"),
    "reminders.feed_revoked": _("Calendar address revoked"),
    "action_plans.commented": _("Remark made"),
    "attachments.added": _("File kept"),
    "measures.attached": _("File attached"),
    "measures.detached": _("File taken away"),
    "plan_files.imported": _("Plan read from a file"),
    "plan_files.pasted": _("Rows pasted"),
    "plan_files.structured": _("Own structure changed by a file"),
    "follow_ups.changed": _("Follow-up of a part changed"),
    "structures.added": _("Part of the own structure added"),
    "structures.changed": _("Part of the own structure changed"),
    "structures.moved": _("Own structure rearranged"),
    "structures.removed": _("Part of the own structure removed"),
    "structures.renumbered": _("Followed the own structure"),
    "undertakings.added": _("Own undertaking added"),
    "undertakings.changed": _("Own undertaking changed"),
    "undertakings.removed": _("Own undertaking removed"),
    "undertakings.marked": _("Mark set in the matrix"),
    "undertakings.unmarked": _("Mark removed from the matrix"),
    "undertakings.linked": _("Measure tied to an own undertaking"),
    "undertakings.unlinked": _("Measure untied from an own undertaking"),
    "undertakings.agreement_added": _("State agreement added to the matrix"),
    "undertakings.agreement_changed": _("State agreement in the matrix renamed"),
    "undertakings.agreement_removed": _("State agreement removed from the matrix"),
    "plan_indicators.added": _("Indicator added"),
    "plan_indicators.changed": _("Indicator changed"),
    "plan_indicators.removed": _("Indicator removed"),
    "plan_indicators.read": _("Reading entered"),
    "plan_indicators.corrected": _("Reading corrected"),
    "plan_indicators.unread": _("Reading removed"),
    "measures.added": _("Measure added"),
    "measures.changed": _("Measure changed"),
    "measures.moved": _("Measure moved"),
    "measures.removed": _("Measure removed"),
    "measures.restored": _("Measure taken back"),
    "recipients.added": _("Register entry added"),
    "recipients.changed": _("Register entry changed"),
    "memberships.person_added": _("Person added"),
    "memberships.person_changed": _("Person changed"),
    "memberships.added": _("Role given"),
    "memberships.changed": _("Role changed"),
    "memberships.removed": _("Role taken away"),
    "imports.uploaded": _("File uploaded"),
    "imports.changed": _("Reading of a file changed"),
    "imports.explained": _("Warnings explained"),
    "imports.decided": _("Left-out figure decided"),
    "imports.confirmed": _("File confirmed"),
    "imports.left": _("File left"),
    "indicators.added": _("Indicator added"),
    "indicators.changed": _("Indicator changed"),
    "datasets.stored": _("Statistics stored"),
    "runs.created": _("Allocation calculated"),
    "runs.reference_dates_stated": _("Reference dates stated"),
    "decisions.decided": _("Decision made"),
    "splits.saved": _("County’s money split between municipalities"),
    "requisitions.opened": _("Requisition begun"),
    "requisitions.saved": _("Requisition saved"),
    "requisitions.issued": _("Requisition issued"),
    "requisitions.signed": _("Signed requisition attached"),
    "requisitions.sent": _("Requisition sent"),
    "requisitions.paid": _("Requisition paid"),
    "requisitions.rejected": _("Requisition rejected"),
    "requisitions.withdrawn": _("Requisition withdrawn"),
    "batches.begun": _("Batch of requisitions begun"),
    "batches.continued": _("Batch of requisitions continued"),
    "payments.terms_changed": _("Terms of payment changed"),
    "payments.part_saved": _("Part of the payment stated"),
    "payments.condition_met": _("Condition of a payment met"),
    "payments.exception_granted": _("Exception from the last day granted"),
    "payments.exception_withdrawn": _("Exception from the last day taken back"),
    "payments.booked": _("Payment booked"),
    "payments.corrected": _("Booked payment corrected"),
    "financial_reports.opened": _("Financial report begun"),
    "financial_reports.saved": _("Financial report saved"),
    "financial_reports.prepared": _("Financial report handed to the head of finance"),
    "financial_reports.sent_back": _("Financial report sent back"),
    "financial_reports.certified": _("Financial report certified"),
    "financial_reports.voided": _("Certificate voided"),
    "financial_reports.signed": _("Signed financial report attached"),
    "financial_reports.sent": _("Financial report sent"),
    "settlements.notified": _("Repayment notice issued"),
    "settlements.repaid": _("Repayment booked"),
    "settlements.reclaimed": _("Money reclaimed"),
    "settlements.reclaim_paid": _("Reclaimed money booked"),
    "settlements.withdrawn": _("Repayment notice or reclaim withdrawn"),
    "settlements.closed": _("Year closed"),
    "settlements.all_closed": _("Year closed for all recipients"),
    "costs.added": _("Cost added"),
    "costs.changed": _("Cost changed"),
    "costs.removed": _("Cost removed"),
    "costs.pasted": _("Costs pasted"),
    "costs.rule_added": _("Rule for accounting files added"),
    "costs.rule_put_first": _("Rule for accounting files put first"),
    "costs.rule_removed": _("Rule for accounting files removed"),
    "costs.forecast_saved": _("Forecast stored"),
    "costs.file_counted": _("Accounting file counted"),
    "costs.file_removed": _("Accounting file taken back"),
    "drawdowns.set_aside": _("Money set aside for private providers"),
    "drawdowns.set_aside_removed": _("Nothing set aside for private providers any more"),
    "drawdowns.provider_added": _("Private provider added"),
    "drawdowns.provider_changed": _("Private provider changed"),
    "drawdowns.asked": _("Drawdown request registered"),
    "drawdowns.changed": _("Drawdown request changed"),
    "drawdowns.approved": _("Drawdown request approved"),
    "drawdowns.refused": _("Drawdown request refused"),
    "drawdowns.paid": _("Drawdown request paid"),
    "drawdowns.payment_undone": _("Payment of a drawdown request undone"),
}
