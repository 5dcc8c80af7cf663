"""Passwords are kept as hashes that cost the same for everybody."""

from bilten_app.infra.passwords import NOBODY, is_outdated, is_right, make_hash


def test_an_unknown_address_costs_as_much_as_a_known_one() -> None:
    assert not is_outdated(NOBODY)


async def test_each_hash_has_a_salt_of_its_own() -> None:
    one, other = await make_hash("a calm harbour"), await make_hash("a calm harbour")

    assert one.split("$")[:4] == other.split("$")[:4]
    assert one.split("$")[4] != other.split("$")[4]
    assert await is_right("a calm harbour", one)
    assert await is_right("a calm harbour", other)
    assert not await is_right("a calm harbor", one)
