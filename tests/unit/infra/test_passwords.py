"""Passwords are kept as hashes that cost the same for everybody."""

from bilten_app.infra.passwords import NOBODY, is_outdated


def test_an_unknown_address_costs_as_much_as_a_known_one() -> None:
    assert not is_outdated(NOBODY)
