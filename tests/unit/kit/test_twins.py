"""A test organization is known by its id."""

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from bilten_app.kit.ids import new_id
from bilten_app.kit.twins import is_test, live_of, twin_of

NOBODY = UUID(int=0)


def test_a_new_organization_is_live() -> None:
    live = new_id()

    assert not is_test(live)
    assert live_of(live) == live


@given(st.integers(0, 2**128 - 1))
def test_a_twin_leads_back_to_whose_it_is(number: int) -> None:
    live = live_of(UUID(int=number & ~(0xF << 76 | 0b11 << 62) | 7 << 76 | 0b10 << 62))

    twin = twin_of(live)

    assert is_test(twin)
    assert twin != live
    assert live_of(twin) == live
    assert twin_of(twin) == twin


def test_the_platform_is_live_and_has_a_twin() -> None:
    assert not is_test(NOBODY)
    assert twin_of(NOBODY) == UUID("00000000-0000-8000-8000-000000000000")
