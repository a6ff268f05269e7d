"""References in running text to parts of a plan's own tree: *se 2.3.4*, *Se 2.1.3, 2.3.4*, *jfr avsnitt 2*.

The text holds the number as it now is, and is rewritten when numbers change: docs/adr/0061. What referred to
a part that is gone stands in brackets with a question mark (*se [2.3.4?]*), so that no later part takes its
place unnoticed.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

NUMBER = r"\d+(?:\.\d+)+"
LOST = r"\[\d+(?:\.\d+)*\?\]"
# A number without a point is taken for a reference only after a word that says so.
WORD = r"(?:punkt(?:en)?|avsnitt(?:et)?|del(?:en)?|kapitel|mål(?:et)?|fokusområde|område)"
OPENED = re.compile(rf"\b(?:se|jfr|jämför)\s+(?:även\s+|också\s+)?(?:(?P<word>{WORD})\s+)?", re.IGNORECASE)
FIRST = re.compile(rf"{NUMBER}|{LOST}")
AFTER_WORD = re.compile(rf"{NUMBER}|{LOST}|\d+(?![\d%])")
NEXT = re.compile(r"\s*(?:,|/|&|och|samt|eller)\s*", re.IGNORECASE)


@dataclass(frozen=True)
class Mention:
    """A number in a text, from ``start`` to ``end``; ``is_lost``: it said that its part is gone."""

    start: int
    end: int
    number: str
    is_lost: bool


def mentions(text: str) -> list[Mention]:
    """The references of a text, in order; whether a part has the number is for the caller to know."""
    found: list[Mention] = []
    for opened in OPENED.finditer(text):
        pattern, at = (AFTER_WORD if opened["word"] else FIRST), opened.end()
        while match := pattern.match(text, at):
            found.append(_mention(match))
            following = NEXT.match(text, match.end())
            if following is None:
                break
            pattern, at = FIRST, following.end()
    return found


def _mention(match: re.Match[str]) -> Mention:
    return Mention(*match.span(), match[0].strip("[?]"), match[0].startswith("["))


def renumbered(text: str, numbers: Mapping[str, str | None]) -> str:
    """``text`` with every reference to a key of ``numbers`` changed to its value; None: the part is gone."""
    for mention in reversed(mentions(text)):
        if not mention.is_lost and mention.number in numbers:
            now = numbers[mention.number] or f"[{mention.number}?]"
            text = f"{text[: mention.start]}{now}{text[mention.end :]}"
    return text
