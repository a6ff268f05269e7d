"""What a region sets aside for private providers, and who they are."""

import pytest

from overenskommelse.models import Agreement, Event, Organisation
from overenskommelse.services.events import SavedByOther, fingerprint
from reporting.models import Drawdown, Provider, SetAside
from reporting.services import providers
from reporting.services.fixtures import DemoYear, load_demo_drawdowns, load_demo_year
from tests.reporting.drawdowns import DECIDED, asked, provider, set_aside

pytestmark = pytest.mark.django_db


@pytest.fixture
def request_(skane: Organisation) -> Drawdown:
    """100 000 kr of 250 000 kr."""
    return asked(None)


def test_never_more_is_set_aside_than_is_decided(skane: Organisation) -> None:
    with pytest.raises(providers.OutOfBoundsError) as refused:
        set_aside(DECIDED + 1)
    assert refused.value.most == DECIDED
    assert set_aside(DECIDED).amount == DECIDED


def test_without_a_decision_nothing_is_set_aside(agreement: Agreement) -> None:
    with pytest.raises(providers.OutOfBoundsError):
        set_aside(1)


def test_never_less_is_set_aside_than_is_asked_for(request_: Drawdown) -> None:
    row = request_.set_aside
    seen, row.amount = fingerprint(row), 99_999
    with pytest.raises(providers.OutOfBoundsError) as refused:
        providers.set_aside(row=row, seen=seen, by=None)
    assert refused.value.least == 100_000


def test_the_second_to_set_aside_sees_what_the_first_saved(skane: Organisation) -> None:
    set_aside(250_000)
    assert set_aside(250_000).pk == SetAside.objects.get().pk  # a double click
    with pytest.raises(SavedByOther):
        set_aside(300_000)


def test_what_is_asked_for_stays_set_aside(request_: Drawdown) -> None:
    assert not providers.remove_set_aside(row=request_.set_aside, by=None)
    Drawdown.objects.all().delete()
    assert providers.remove_set_aside(row=request_.set_aside, by=None)
    assert not SetAside.objects.exists()


def test_a_provider_is_registered_once(skane: Organisation) -> None:
    stored = provider()
    assert provider() == stored
    with pytest.raises(providers.RegisteredAlready):
        provider(name="En annan")
    assert Event.objects.filter(verb="drawdowns.provider_added").count() == 1


def test_the_demo_shows_a_request_in_each_state_once(demo_year: DemoYear) -> None:
    load_demo_drawdowns(demo_year.agreement)
    load_demo_drawdowns(demo_year.agreement)
    states = Drawdown.objects.order_by("status").values_list("status", flat=True)
    assert [*states] == ["approved", "asked", "paid", "refused"]
    assert all("(exempel)" in name for name in Provider.objects.values_list("name", flat=True))
    assert load_demo_year().document == demo_year.document
