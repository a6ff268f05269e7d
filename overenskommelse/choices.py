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


# What was done, as a log tells it. The whole program's verbs stand here, since the log belongs to no stage.
VERBS = {
    "agreements.loaded": _("Agreement loaded"),
    "agreements.changed": _("Agreement changed"),
    "agreements.part_added": _("Part added (%(kind)s)"),
    "agreements.part_changed": _("Part changed (%(kind)s)"),
    "agreements.part_removed": _("Part removed (%(kind)s)"),
    "agreements.copied": _("Agreement copied"),
    "action_plans.added": _("Action plan begun"),
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
    "costs.added": _("Cost added"),
    "costs.changed": _("Cost changed"),
    "costs.removed": _("Cost removed"),
    "costs.pasted": _("Costs pasted"),
    "costs.rule_added": _("Rule for accounting files added"),
    "costs.rule_put_first": _("Rule for accounting files put first"),
    "costs.rule_removed": _("Rule for accounting files removed"),
    "costs.file_counted": _("Accounting file counted"),
    "costs.file_removed": _("Accounting file taken back"),
}
