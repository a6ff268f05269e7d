"""Costs that people type or paste, and the rules by which an accounting file's costs find their lines."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from overenskommelse.models import Agreement, Organisation, User
from overenskommelse.services.events import record, save_change
from reporting.models import Cost, CostRule, Forecast
from reporting.services.certifications import void_if_changed
from reporting.services.locks import open_year


def lock(organisation: Organisation) -> None:
    """One at a time changes an organisation's costs."""
    Organisation.objects.select_for_update().get(pk=organisation.pk)


def lock_costs(agreement: Agreement, organisation: Organisation) -> None:
    """The same, in a year that stays open meanwhile. Raises YearClosed."""
    lock(organisation)
    open_year(agreement, organisation)


@transaction.atomic
def add_cost(*, cost: Cost, by: User | None) -> Cost:
    """Store a typed cost; the same form sent twice is stored once. Raises YearClosed."""
    lock_costs(cost.agreement, cost.organisation)
    stored = _stored(cost.organisation, cost.uid)
    if stored:
        return stored
    cost.created_by = by
    cost.save()
    _record("costs.added", cost, by)
    void_if_changed(agreement=cost.agreement, organisation=cost.organisation, by=by)
    return cost


@transaction.atomic
def add_costs(*, costs: Sequence[Cost], by: User | None) -> int:
    """Store pasted costs, all or none; how many are new. The first one carries the key of the form."""
    if not costs:
        return 0
    lock_costs(costs[0].agreement, costs[0].organisation)
    if _stored(costs[0].organisation, costs[0].uid):
        return 0
    for cost in costs:
        cost.created_by = by
        cost.save()
    first = costs[0]
    total = sum(cost.amount for cost in costs)
    record(
        "costs.pasted", first, by=by, agreement=first.agreement, organisation=first.organisation,
        count=len(costs), total=total,
    )  # fmt: skip
    void_if_changed(agreement=first.agreement, organisation=first.organisation, by=by)
    return len(costs)


def _stored(organisation: Organisation, uid: UUID | None) -> Cost | None:
    return Cost.objects.filter(organisation=organisation, uid=uid).first() if uid else None


@transaction.atomic
def change_cost(*, cost: Cost, seen: str, by: User) -> None:
    """Store a changed cost. Raises SavedByOther, YearClosed."""
    lock_costs(cost.agreement, cost.organisation)
    save_change(
        cost, verb="costs.changed", seen=seen, by=by, agreement=cost.agreement, organisation=cost.organisation
    )
    void_if_changed(agreement=cost.agreement, organisation=cost.organisation, by=by)


@transaction.atomic
def specify(*, cost: Cost, is_specified: bool, by: User) -> None:
    """Let the report name the cost, or sum it with the others. Raises YearClosed."""
    lock_costs(cost.agreement, cost.organisation)
    if cost.is_specified != is_specified:
        cost.is_specified = is_specified
        cost.save(update_fields=["is_specified"])
        _record("costs.changed", cost, by)
        void_if_changed(agreement=cost.agreement, organisation=cost.organisation, by=by)


@transaction.atomic
def remove_costs(*, costs: Iterable[Cost], by: User | None) -> int:
    """Remove costs and tell what they were; how many there were. Raises YearClosed."""
    found = list(costs)
    pairs = {(cost.agreement, cost.organisation) for cost in found}
    for agreement, organisation in pairs:
        lock_costs(agreement, organisation)
    removed = drop_costs(found, by)
    for agreement, organisation in pairs:
        void_if_changed(agreement=agreement, organisation=organisation, by=by)
    return len(removed)


def drop_costs(costs: Iterable[Cost], by: User | None) -> list[Cost]:
    """The same as a part of another act, which itself asks whether a certificate falls."""
    removed = list(costs)
    for cost in removed:
        _record("costs.removed", cost, by)
        cost.delete()
    return removed


def _record(verb: str, cost: Cost, by: User | None) -> None:
    about: dict[str, Any] = {"line": cost.line.code, "amount": cost.amount, "text": cost.text}
    record(verb, cost, by=by, agreement=cost.agreement, organisation=cost.organisation, **about)


# ---- rules


@transaction.atomic
def add_rule(*, rule: CostRule, by: User | None) -> CostRule:
    """Remember a rule behind those that there are; the same rule again is the one that is there."""
    lock(rule.organisation)
    same = ("line", "account_from", "account_to", "dimension", "object_code")
    rules = CostRule.objects.filter(organisation=rule.organisation)
    stored = rules.filter(**{name: getattr(rule, name) for name in same}).first()
    if stored:
        return stored
    last = rules.filter(line__agreement=rule.line.agreement).aggregate(last=Max("position"))["last"]
    rule.position = (last or 0) + 1
    rule.save()
    _record_rule("costs.rule_added", rule, by)
    return rule


@transaction.atomic
def put_first(*, rule: CostRule, by: User | None) -> None:
    """Let a rule go before all others."""
    lock(rule.organisation)
    others = CostRule.objects.filter(organisation=rule.organisation, line__agreement=rule.line.agreement)
    for position, other in enumerate(others.exclude(pk=rule.pk).order_by("position", "pk"), start=2):
        CostRule.objects.filter(pk=other.pk).update(position=position)
    CostRule.objects.filter(pk=rule.pk).update(position=1)
    _record_rule("costs.rule_put_first", rule, by)


@transaction.atomic
def remove_rule(*, rule: CostRule, by: User | None) -> None:
    """Forget a rule. What files have been counted by it stays."""
    _record_rule("costs.rule_removed", rule, by)
    rule.delete()


def _record_rule(verb: str, rule: CostRule, by: User | None) -> None:
    record(
        verb, rule, by=by, agreement=rule.line.agreement, organisation=rule.organisation, line=rule.line.code
    )


@transaction.atomic
def copy_rules(*, source: Agreement, target: Agreement, organisation: Organisation, by: User | None) -> int:
    """Carry an organisation's rules from one agreement to the lines of the same code in another."""
    lines = {line.code: line for line in target.lines.all()}
    before = CostRule.objects.filter(organisation=organisation, line__agreement=target).count()
    rules = CostRule.objects.filter(organisation=organisation, line__agreement=source)
    for rule in rules.select_related("line").order_by("position", "pk"):
        if rule.line.code in lines:
            values = {
                name: getattr(rule, name)
                for name in ("account_from", "account_to", "dimension", "object_code")
            }
            add_rule(rule=CostRule(organisation=organisation, line=lines[rule.line.code], **values), by=by)
    return CostRule.objects.filter(organisation=organisation, line__agreement=target).count() - before


# ---- forecasts


@transaction.atomic
def save_forecasts(
    *,
    agreement: Agreement,
    organisation: Organisation,
    quarter: int,
    typed: Iterable[Forecast],
    by: User | None,
) -> int:
    """Store a quarter's forecasts; how many were new or changed. Raises YearClosed."""
    lock_costs(agreement, organisation)
    changed = 0
    for row in typed:
        values = {"amount": row.amount, "outcome": row.outcome, "comment": row.comment}
        key: dict[str, Any] = {
            "agreement": agreement,
            "organisation": organisation,
            "line": row.line,
            "quarter": quarter,
        }
        stored = Forecast.objects.filter(**key).first()
        if stored and all(getattr(stored, name) == value for name, value in values.items()):
            continue
        stored, _is_new = Forecast.objects.update_or_create(**key, defaults={**values, "updated_by": by})
        about = {"line": row.line.code, "quarter": quarter, **values}
        record("costs.forecast_saved", stored, by=by, agreement=agreement, organisation=organisation, **about)
        changed += 1
    return changed
