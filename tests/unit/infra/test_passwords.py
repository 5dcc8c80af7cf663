"""Passwords are kept as hashes that cost the same for everybody."""

from bilten_app.infra.passwords import Passwords

OURS = Passwords(memory_mib=1)


def test_an_unknown_address_costs_as_much_as_a_known_one() -> None:
    assert not OURS.is_outdated(OURS.nobody)


async def test_a_hash_that_cost_less_is_to_be_renewed() -> None:
    dearer = Passwords(memory_mib=2)
    stored = await OURS.make_hash("a calm harbour")

    assert await dearer.is_right("a calm harbour", stored)
    assert dearer.is_outdated(stored)
    assert not OURS.is_outdated(stored)


async def test_each_hash_has_a_salt_of_its_own() -> None:
    one, other = await OURS.make_hash("a calm harbour"), await OURS.make_hash("a calm harbour")

    assert one.split("$")[:4] == other.split("$")[:4]
    assert one.split("$")[4] != other.split("$")[4]
    assert await OURS.is_right("a calm harbour", one)
    assert await OURS.is_right("a calm harbour", other)
    assert not await OURS.is_right("a calm harbor", one)
