"""Finding what a person named on the command line; what is not known is answered with the nearest names."""

from collections.abc import Iterable
from difflib import SequenceMatcher
from typing import NoReturn, TypeVar

from django.core.management.base import BaseCommand
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from overenskommelse.models import Agreement, Organisation

WRONG_DATA, WRONG_USAGE = 1, 2
NEAREST = 3

M = TypeVar("M", bound=Model)


class NotKnown(LookupError):  # noqa: N818 - it says what happened, and is caught by that name
    """Nothing has the code ``wanted``. ``nearest`` holds the closest codes, each with its name."""

    def __init__(self, wanted: str, nearest: list[str]) -> None:
        self.wanted = wanted
        self.nearest = nearest
        super().__init__(
            _("“%(wanted)s” is not known. Nearest: %(nearest)s.")
            % {"wanted": wanted, "nearest": "; ".join(nearest) or _("nothing, the register is empty")}
        )


def nearest(wanted: str, names: Iterable[tuple[str, str]]) -> list[str]:
    """The ``code (name)`` of those in ``names`` (code, name) whose code or name is spelled most alike."""
    alike = sorted(names, key=lambda row: _likeness(wanted, row), reverse=True)
    return [f"{code} ({name})" if name and name != code else code for code, name in alike[:NEAREST]]


def _likeness(wanted: str, spellings: tuple[str, str]) -> float:
    words = [word for spelling in spellings for word in (spelling, *spelling.split())]
    return max(SequenceMatcher(None, wanted.casefold(), word.casefold()).ratio() for word in words or [""])


def known(queryset: QuerySet[M], code: str) -> M:
    """The one in ``queryset`` with that code. Raises NotKnown."""
    found = queryset.filter(code=code).first()
    if found is None:
        raise NotKnown(code, nearest(code, queryset.order_by("code").values_list("code", "name")))
    return found


def known_or_exit(command: BaseCommand, queryset: QuerySet[M], code: str) -> M:
    """As ``known``; otherwise the nearest names on standard error and exit 2."""
    try:
        return known(queryset, code)
    except NotKnown as error:
        stop(command, [error], WRONG_USAGE)


def agreement_or_exit(command: BaseCommand, code: str) -> Agreement:
    return known_or_exit(command, Agreement.objects.all(), code)


def recipient_or_exit(command: BaseCommand, code: str) -> Organisation:
    """A region, an RSS or SKR: whom an agreement can pay."""
    return known_or_exit(command, Organisation.objects.recipients(), code)


def stop(command: BaseCommand, problems: Iterable[object], status: int = WRONG_DATA) -> NoReturn:
    """Each problem on its own line on standard error, then exit: 1 the data is wrong, 2 wrong usage."""
    for problem in problems:
        command.stderr.write(str(problem))
    raise SystemExit(status)
