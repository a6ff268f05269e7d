from fractions import Fraction

import pytest

from allocation.domain import UnknownCodeError
from allocation.domain.explanation import Reason, explain, reconcile
from allocation.domain.methods import method
from allocation.domain.run import LineInput, allocate
from tests.domain.allocation.bilagor import BILAGA_3, BILAGA_4, CARE_RECIPIENTS, MUNICIPALITIES, POPULATION

NARA_VARD = LineInput(
    line="kommuner-nara-vard",
    total=750_000_000,
    method=method("population-care"),
    recipients={f"RSS{county}": county for county in POPULATION},
    values={"population": POPULATION, "care_recipients": CARE_RECIPIENTS},
)
AMBULANCE = LineInput(
    line="regioner-ambulans",
    total=85_000_000,
    method=method("base-population"),
    recipients={f"R{county}": county for county in POPULATION},
    values={"population": POPULATION},
    base_amount=500_000,
)


def regions(total: int) -> LineInput:
    recipients = {f"R{county}": county for county in POPULATION}
    return LineInput("line", total, method("population"), recipients, {"population": POPULATION})


def printed(column: int) -> dict[str, int]:
    return {f"R{county}": row[column] for county, row in BILAGA_4.items()}


def test_from_the_counts_to_the_last_krona() -> None:
    found = explain(NARA_VARD, allocate(NARA_VARD), "RSS12")
    assert [(step.indicator, step.weight, step.value, step.total) for step in found.steps] == [
        ("population", Fraction(1, 2), 1_388_910, 10_378_483),
        ("care_recipients", Fraction(1, 2), 85_154, 404_104),
    ]
    assert sum(step.weight * step.share for step in found.steps) == found.share
    assert found.share * found.to_share + found.base_amount == found.allocation.exact
    assert (found.total, found.recipients, found.to_share, found.unit) == (750_000_000, 21, 750_000_000, 1)
    assert (found.result.left_over, found.allocation.rank, found.allocation.correction) == (9, 21, 0)
    assert found.amount == 129_205_837


def test_the_base_amount_is_a_step_of_its_own() -> None:
    found = explain(AMBULANCE, allocate(AMBULANCE), "R09")
    assert (found.base_amount, found.to_share) == (500_000, 85_000_000 - 21 * 500_000)
    assert found.allocation.exact == 500_000 + Fraction(60_050, 10_378_483) * 74_500_000


def test_all_to_one_has_no_steps() -> None:
    line = LineInput("skr-stod", 53_000_000, method("fixed"), {"SKR": "SKR"}, {})
    found = explain(line, allocate(line), "SKR")
    assert not found.steps
    assert (found.share, found.amount) == (Fraction(1), 53_000_000)


def test_shares_of_summed_decimals_stay_exact() -> None:
    values = {"population": {"a": Fraction(1, 2), "b": Fraction(1, 3)}}
    line = LineInput("x", 10, method("population"), {"a": "a", "b": "b"}, values)
    step = explain(line, allocate(line), "a").steps[0]
    assert (step.total, step.share) == (Fraction(5, 6), Fraction(3, 5))


def test_nobody_else_can_be_explained() -> None:
    with pytest.raises(UnknownCodeError):
        explain(NARA_VARD, allocate(NARA_VARD), "R12")


@pytest.mark.parametrize(("total", "column"), [(2_409_000_000, 1), (400_000_000, 3), (100_000_000, 4)])
def test_bilaga_4_is_equal(total: int, column: int) -> None:
    found = reconcile(printed(column), total, allocate(regions(total)))
    assert found.is_equal
    assert (found.published_sum, found.beyond_printed_total) == (total, 0)


def test_vardens_medarbetare_was_rounded_row_by_row() -> None:
    found = reconcile(printed(2), 2_531_000_000, allocate(regions(2_531_000_000)))
    differing = [row for row in found.rows if row.reason is not Reason.EQUAL]
    assert differing == [("R22", 59_665_951, 59_665_950, 1, Reason.ROW_ROUNDING)]
    assert (found.beyond_printed_total, found.computed_sum, found.is_equal) == (1, 2_531_000_000, False)


def test_bilaga_3_fits_rounding_per_municipality() -> None:
    published = {f"RSS{county}": row[1] for county, row in BILAGA_3.items()}
    parts = {f"RSS{county}": count for county, count in MUNICIPALITIES.items()}
    found = reconcile(published, 750_000_000, allocate(NARA_VARD), parts)
    assert {row.reason for row in found.rows} == {Reason.EQUAL, Reason.PER_PART_HYPOTHESIS}
    assert Reason.PER_PART_HYPOTHESIS.is_hypothesis
    assert not Reason.ROW_ROUNDING.is_hypothesis
    assert max(abs(row.difference or 0) for row in found.rows) == 4
    without_parts = reconcile(published, 750_000_000, allocate(NARA_VARD))
    assert {row.reason for row in without_parts.rows} == {Reason.EQUAL, Reason.UNEXPLAINED}


def test_a_reason_must_fit_every_row() -> None:
    published = printed(2) | {"R01": 1}
    found = reconcile(published, 2_531_000_000, allocate(regions(2_531_000_000)), dict.fromkeys(published, 1))
    assert {row.code: row.reason for row in found.rows if row.difference} == {
        "R01": Reason.UNEXPLAINED,
        "R22": Reason.UNEXPLAINED,
    }


def test_rows_that_only_one_side_has() -> None:
    published = {code: amount for code, amount in printed(4).items() if code != "R25"} | {"R99": 5}
    found = reconcile(published, 100_000_000, allocate(regions(100_000_000)))
    assert found.rows[-2:] == (
        ("R25", None, 2_405_448, None, Reason.NOT_PUBLISHED),
        ("R99", 5, None, None, Reason.NOT_COMPUTED),
    )
