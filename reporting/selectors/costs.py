"""What an organisation has used of an agreement's money, line by line, and how its accounts count."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet, Sum

from allocation.selectors import decided_amounts, recipient_of_money
from overenskommelse.choices import OrganisationKind, RecipientKind
from overenskommelse.models import Agreement, FundingLine, Organisation, User
from reporting.choices import BY_HAND, CostSource
from reporting.domain.comparison import Comparison, Part, compare
from reporting.domain.matching import Rounded, Rule, Target
from reporting.models import Cost, CostRule, Forecast, PaymentTerms


def funding_lines(agreement: Agreement, organisation: Organisation) -> QuerySet[FundingLine]:
    """The lines whose money the organisation uses; a municipality those of its RSS."""
    is_municipality = organisation.kind == OrganisationKind.MUNICIPALITY
    kind = RecipientKind.RSS if is_municipality else organisation.kind
    return agreement.lines.filter(recipient_kind=kind).select_related("area").order_by("position", "code")


def costs_of(agreement: Agreement, organisation: Organisation) -> QuerySet[Cost]:
    """All costs, line by line. Asks nobody's leave."""
    rows = Cost.objects.filter(agreement=agreement, organisation=organisation)
    return rows.select_related("line", "measure", "drawdown", "cost_import__file").defer(
        "cost_import__file__content"
    )


@dataclass(frozen=True)
class LineUse:
    """What is used on a line, and what was decided for it: whole kronor, None where nobody has decided."""

    line: FundingLine
    used: Rounded
    decided: int | None
    comparison: Comparison

    @property
    def left(self) -> int | None:
        """Decided less used; below zero is the organisation's own money."""
        return None if self.decided is None else self.decided - self.used.kronor


def line_uses(agreement: Agreement, organisation: Organisation) -> list[LineUse]:
    """Every line of the organisation, in four queries however many costs there are."""
    by_line: dict[int, list[Cost]] = {}
    for cost in Cost.objects.filter(agreement=agreement, organisation=organisation):
        by_line.setdefault(cost.line_id, []).append(cost)
    decided = decided_by_line(agreement, organisation)
    return [
        _use(line, by_line.get(line.pk, []), decided.get(line.pk))
        for line in funding_lines(agreement, organisation)
    ]


def decided_by_line(agreement: Agreement, organisation: Organisation) -> dict[int, int]:
    """Line id → kronor of the decision in force; nothing for a municipality, whose RSS has the money."""
    if recipient_of_money(organisation) != organisation:
        return {}
    rows = decided_amounts(agreement, organisation)
    return {line: amount for line, amount in rows.values_list("run_line__line", "amount") if line}


def _use(line: FundingLine, costs: Iterable[Cost], decided: int | None) -> LineUse:
    rows = list(costs)
    typed = [Part(cost.text, cost.amount) for cost in rows if cost.source in BY_HAND]
    filed = [Part(cost.text, cost.amount) for cost in rows if cost.source == CostSource.FILE]
    return LineUse(line, Rounded(sum(cost.amount for cost in rows)), decided, compare(typed, filed))


def typed_parts(agreement: Agreement, organisation: Organisation) -> dict[str, list[Part]]:
    """Line code → what people have typed or pasted on it."""
    found: dict[str, list[Part]] = {}
    rows = Cost.objects.filter(agreement=agreement, organisation=organisation, source__in=BY_HAND)
    for code, text, amount in rows.values_list("line__code", "text", "amount"):
        found.setdefault(code, []).append(Part(text, amount))
    return found


def cost_rules(agreement: Agreement, organisation: Organisation) -> QuerySet[CostRule]:
    """The organisation's rules for the lines of an agreement, the foremost first."""
    rows = CostRule.objects.filter(organisation=organisation, line__agreement=agreement)
    return rows.select_related("line", "measure").order_by("position", "pk")


def rules_before(agreement: Agreement, organisation: Organisation) -> Agreement | None:
    """The latest earlier agreement for which the organisation has rules that ``agreement`` has lines for."""
    rules = CostRule.objects.filter(organisation=organisation, line__code__in=agreement.lines.values("code"))
    earlier = Agreement.objects.filter(lines__cost_rules__in=rules, year__lt=agreement.year)
    return earlier.order_by("-year", "-pk").first()


def rules_of(agreement: Agreement, organisation: Organisation) -> list[Rule]:
    """The same as the domain knows them."""
    return [
        Rule(
            Target(rule.line.code, str(rule.measure_id or "")),
            rule.account_from,
            rule.account_to,
            rule.dimension,
            rule.object_code,
            rule.position,
        )
        for rule in cost_rules(agreement, organisation)
    ]


def users_of_money(agreement: Agreement | None, user: User) -> QuerySet[Organisation]:
    """The organisations that a person sees and that have costs, each with their sum in öre and its files."""
    own = Q(costs__agreement=agreement)
    rows = Organisation.objects.visible_to(user).filter(
        pk__in=Cost.objects.filter(agreement=agreement).values("organisation")
    )
    return rows.annotate(
        used=Sum("costs__amount", filter=own), costs_count=Count("costs", filter=own)
    ).order_by("code")


def forecasts_of(agreement: Agreement, organisation: Organisation, quarter: int) -> dict[int, Forecast]:
    """Line id → the forecast of a quarter."""
    rows = Forecast.objects.filter(agreement=agreement, organisation=organisation, quarter=quarter)
    return {row.line_id: row for row in rows}


def variance_limit(agreement: Agreement) -> int:
    """Per cent by which forecast and outcome may part without a comment."""
    terms = PaymentTerms.objects.filter(agreement=agreement).first() or PaymentTerms()
    return terms.variance_percent
