"""The figures that the agreement printed come out of the arithmetic."""

import pytest

from allocation.domain.methods import Method, method
from allocation.domain.run import LineInput, LineResult, allocate
from tests.domain.allocation.bilagor import BILAGA_3, BILAGA_4, CARE_RECIPIENTS, MUNICIPALITIES, POPULATION

NARA_VARD, MEDARBETARE, VIDAREUTBILDNING, KARRIARTJANSTER = 1, 2, 3, 4


def regions(total: int, how: Method | None = None, base_amount: int = 0) -> LineResult:
    return allocate(
        LineInput(
            line="line",
            total=total,
            method=how or method("population"),
            recipients={f"R{county}": county for county in POPULATION},
            values={"population": POPULATION},
            base_amount=base_amount,
        )
    )


def counties(total: int) -> LineResult:
    return allocate(
        LineInput(
            line="kommuner-nara-vard",
            total=total,
            method=method("population-care"),
            recipients={f"RSS{county}": county for county in POPULATION},
            values={"population": POPULATION, "care_recipients": CARE_RECIPIENTS},
        )
    )


@pytest.mark.parametrize(
    ("total", "column"),
    [(2_409_000_000, NARA_VARD), (400_000_000, VIDAREUTBILDNING), (100_000_000, KARRIARTJANSTER)],
)
def test_bilaga_4_comes_out_to_the_krona(total: int, column: int) -> None:
    computed = {allocation.code: allocation.amount for allocation in regions(total).allocations}
    assert computed == {f"R{county}": row[column] for county, row in BILAGA_4.items()}


def test_vardens_medarbetare_differs_by_one_krona_in_vasternorrland() -> None:
    computed = regions(2_531_000_000).by_code
    printed = {f"R{county}": row[MEDARBETARE] for county, row in BILAGA_4.items()}
    assert sum(printed.values()) == 2_531_000_001
    assert {
        code: printed[code] - computed[code].amount
        for code in printed
        if printed[code] != computed[code].amount
    } == {"R22": 1}


def test_ambulance_gives_every_region_its_base_amount_first() -> None:
    result = regions(85_000_000, method("base-population"), base_amount=500_000)
    rest = regions(85_000_000 - 21 * 500_000)
    assert result.allocated == 85_000_000
    assert all(
        with_base.amount - 500_000 == without.amount
        for with_base, without in zip(result.allocations, rest.allocations, strict=True)
    )


def test_bilaga_3_is_within_four_kronor_a_row() -> None:
    result = counties(750_000_000)
    differences = {county: row[1] - result.by_code[f"RSS{county}"].amount for county, row in BILAGA_3.items()}
    assert sum(row[1] for row in BILAGA_3.values()) == result.allocated == 750_000_000
    assert max(map(abs, differences.values())) == 4
    assert all(
        abs(difference) <= MUNICIPALITIES[county] / 2 + 1 for county, difference in differences.items()
    )


def test_skane_is_told_as_on_the_page() -> None:
    result = counties(750_000_000)
    skane = result.by_code["RSS12"]
    assert f"{float(skane.share):.6f}" == "0.172274"
    assert f"{float(skane.exact):.2f}" == "129205837.04"
    assert (skane.amount, skane.correction, result.left_over) == (129_205_837, 0, 9)
    assert result.smallest_awarded is not None
    assert f"{float(result.smallest_awarded):.2f}" == "0.48"


def test_the_whole_agreement_adds_up() -> None:
    """Ten lines to regions and municipalities and one to SKR (section 8)."""
    to_regions = (2_409_000_000, 2_531_000_000, 400_000_000, 100_000_000, 100_000_000, 100_000_000)
    ambulance = regions(85_000_000, method("base-population"), base_amount=500_000)
    assert sum(regions(total).allocated for total in to_regions) + ambulance.allocated == 5_725_000_000
    skr = allocate(LineInput("skr-stod", 53_000_000, method("fixed"), {"SKR": "SKR"}, {}))
    assert [(allocation.code, allocation.amount) for allocation in skr.allocations] == [("SKR", 53_000_000)]
