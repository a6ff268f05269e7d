"""Each stage of requisitioning."""

import pytest

from reporting.domain.balances import Balance
from reporting.domain.progress import Stage, stage


@pytest.mark.parametrize(
    ("balance", "problems", "expected"),
    [
        (Balance(0), None, Stage.UNDECIDED),
        (Balance(10), None, Stage.OPEN),
        (Balance(10, 4), None, Stage.OPEN),
        (Balance(10), 2, Stage.INCOMPLETE),
        (Balance(10), 0, Stage.COMPLETE),
        (Balance(10, 10), None, Stage.DONE),
        (Balance(8, 10), None, Stage.DONE),
    ],
)
def test_stage(balance: Balance, problems: int | None, expected: Stage) -> None:
    assert stage(balance, problems=problems) is expected
