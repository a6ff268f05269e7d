"""An accounting file's costs are counted whole, or nothing is stored; and can be taken back."""

from collections.abc import Collection, Iterator, Mapping
from datetime import timedelta
from typing import Final

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from overenskommelse.models import Event, User
from overenskommelse.services.attachments import clean_name, keep
from overenskommelse.services.events import record
from reporting.choices import BY_HAND, CostSource
from reporting.domain.counting import counted_by
from reporting.domain.matching import Target
from reporting.domain.sie_ledger import Posting
from reporting.models import Cost, CostImport, CostUpload, CountedVoucher
from reporting.selectors.costs import rules_of
from reporting.services.certifications import void_if_changed
from reporting.services.cost_previews import Preview, read_upload
from reporting.services.costs import drop_costs, lock_costs

MEDIA_TYPE: Final = "application/x-sie"
KEPT_WAITING: Final = 7  # days
BATCH: Final = 1000


class RefusedError(Exception):
    """It has errors, something asked has no answer, or it is not what was seen."""


@transaction.atomic
def stage(*, upload: CostUpload, by: User) -> CostUpload:
    """Keep a file until it is confirmed or left; files that nobody came back to are thrown away."""
    old = timezone.now() - timedelta(days=KEPT_WAITING)
    CostUpload.objects.filter(organisation=upload.organisation, created_at__lt=old).delete()
    upload.name, upload.created_by = clean_name(upload.name), by
    upload.save()
    return upload


# ---- counting


@transaction.atomic
def confirm(
    *, upload: CostUpload, seal: str, reasons: Mapping[str, str], replaced: Collection[str], by: User
) -> CostImport:
    """Count the file, all or nothing. ``replaced``: codes of lines whose typed costs it takes the place of.

    Raises RefusedError, YearClosed, and CostUpload.DoesNotExist when somebody else was first.
    """
    lock_costs(upload.agreement, upload.organisation)
    upload = CostUpload.objects.select_related("agreement", "organisation").get(pk=upload.pk)
    preview = read_upload(upload)
    answers = {code: reasons.get(code, "").strip() for code in preview.questions}
    if not preview.is_ready or preview.seal != seal or not all(answers.values()):
        raise RefusedError
    if preview.replaces:
        preview.replaces.delete()
    _remove_typed(preview, replaced, by)
    stored = _store(preview, answers.get("negative_cost", ""), by)
    _record("costs.file_counted", stored, by, reasons=answers, again=preview.replaces is not None)
    upload.delete()
    void_if_changed(agreement=stored.agreement, organisation=stored.organisation, by=by)
    return stored


def _remove_typed(preview: Preview, replaced: Collection[str], by: User) -> None:
    codes = {it.line.code for it in preview.beside_typed} & set(replaced)
    upload = preview.upload
    typed = Cost.objects.filter(agreement=upload.agreement, organisation=upload.organisation)
    drop_costs(typed.filter(line__code__in=codes, source__in=BY_HAND), by)


def _store(preview: Preview, reason: str, by: User) -> CostImport:
    """The import with its costs by line, measure and account, and the vouchers that it counts."""
    upload, examined = preview.upload, preview.examined
    file = keep(
        organisation=upload.organisation, name=upload.name, media_type=MEDIA_TYPE,
        content=bytes(upload.content), by=by,
    )  # fmt: skip
    stored = CostImport.objects.create(
        agreement=upload.agreement, organisation=upload.organisation, file=file, imported_by=by,
        total=examined.matching.total, unmatched=examined.matching.unmatched,
    )  # fmt: skip
    Cost.objects.bulk_create(_costs(preview, stored, reason, by))
    CountedVoucher.objects.bulk_create(_vouchers(preview, stored), batch_size=BATCH)
    return stored


def _costs(preview: Preview, stored: CostImport, reason: str, by: User) -> Iterator[Cost]:
    """A cost for each line, measure, account and object; what comes to nothing is no cost.

    The object counts where a rule asks for it: own units book on it (docs/adr/0076).
    """
    sums: dict[tuple[Target, Posting], int] = {}
    for it in preview.examined.matching.taken:
        key = it.target, Posting(it.posting.account, it.named)
        sums[key] = sums.get(key, 0) + it.ore
    lines = {it.line.code: it.line for it in preview.lines}
    for (target, posting), ore in sums.items():
        if ore:
            yield Cost(
                agreement=stored.agreement, organisation=stored.organisation, line=lines[target.line],
                measure_id=int(target.measure) if target.measure else None, source=CostSource.FILE,
                cost_import=stored, text=preview.name_of(posting), account=posting.account,
                object_code="".join(code for _dimension, code in posting.objects), amount=ore,
                reason=reason if ore < 0 else "", created_by=by,
            )  # fmt: skip


def _vouchers(preview: Preview, stored: CostImport) -> Iterator[CountedVoucher]:
    upload, examined = preview.upload, preview.examined
    rules = rules_of(upload.agreement, upload.organisation)
    if examined.file is None:
        return
    for unit in counted_by(examined.file, rules, examined.found, examined.matching):
        yield CountedVoucher(
            organisation=stored.organisation, cost_import=stored, identity=unit.identity, digest=unit.digest
        )


# ---- and back


@transaction.atomic
def leave(*, upload: CostUpload) -> None:
    """Throw an uploaded file away; nothing was counted."""
    upload.delete()


@transaction.atomic
def read_again(*, counted: CostImport, by: User) -> CostUpload:
    """The same file once more, to be matched by the rules of today."""
    return stage(
        upload=CostUpload(
            agreement=counted.agreement, organisation=counted.organisation, name=counted.file.name,
            content=counted.file.content,
        ),
        by=by,
    )  # fmt: skip


@transaction.atomic
def remove(*, counted: CostImport, by: User) -> None:
    """Take back what a file counted; its vouchers may be counted again. The file itself is kept."""
    lock_costs(counted.agreement, counted.organisation)
    costs = counted.costs.aggregate(sum=Sum("amount"))["sum"] or 0
    _record("costs.file_removed", counted, by, amount=costs, vouchers=counted.vouchers.count())
    counted.delete()
    void_if_changed(agreement=counted.agreement, organisation=counted.organisation, by=by)


def _record(verb: str, counted: CostImport, by: User, **about: object) -> Event:
    file = {"file": counted.file.name, "digest": counted.file.digest}
    return record(
        verb, counted, by=by, agreement=counted.agreement, organisation=counted.organisation, **file, **about
    )
