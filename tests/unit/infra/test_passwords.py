"""Passwords are kept as hashes under a key, which cost the same for everybody."""

from argon2 import PasswordHasher

from bilten_app.infra.passwords import Passwords

OLDER, NEWER = bytes(32), bytes(range(32))
OURS = Passwords(1, OLDER)
TYPED = "a calm harbour"


def test_an_unknown_address_costs_as_much_as_a_known_one() -> None:
    assert not OURS.is_outdated(OURS.nobody)


async def test_a_hash_that_cost_less_is_to_be_renewed() -> None:
    dearer = Passwords(2, OLDER)
    stored = await OURS.make_hash(TYPED)

    assert await dearer.is_right(TYPED, stored)
    assert dearer.is_outdated(stored)
    assert not OURS.is_outdated(stored)


async def test_each_hash_has_a_salt_of_its_own() -> None:
    one, other = await OURS.make_hash(TYPED), await OURS.make_hash(TYPED)

    assert one.split("$")[:4] == other.split("$")[:4]
    assert one.split("$")[4] != other.split("$")[4]
    assert await OURS.is_right(TYPED, one)
    assert await OURS.is_right(TYPED, other)
    assert not await OURS.is_right("a calm harbor", one)


async def test_without_its_key_a_hash_tells_nothing() -> None:
    stored = await OURS.make_hash(TYPED)
    name, mark, digest = stored.partition("$")
    others = Passwords(1, NEWER)

    forged = f"{others.nobody.partition('$')[0]}{mark}{digest}"  # as if it were of another key
    tried = [await others.is_right(TYPED, one) for one in (stored, forged, mark + digest)]

    assert name
    assert tried == [False, False, False]


async def test_a_new_key_takes_over_and_loses_nobody() -> None:
    stored = await OURS.make_hash(TYPED)
    renewed = Passwords(1, NEWER, OLDER)

    assert await renewed.is_right(TYPED, stored)
    assert renewed.is_outdated(stored)
    newer = await renewed.make_hash(TYPED)
    assert not renewed.is_outdated(newer)
    assert await Passwords(1, NEWER).is_right(TYPED, newer)


async def test_a_hash_from_before_there_were_keys_is_right_and_to_be_renewed() -> None:
    stored = PasswordHasher(2, 1024, parallelism=1).hash(TYPED)

    assert await OURS.is_right(TYPED, stored)
    assert not await OURS.is_right("a calm harbor", stored)
    assert OURS.is_outdated(stored)


async def test_who_has_no_password_comes_in_by_none() -> None:
    assert not await OURS.is_right("", "")
    assert not await OURS.is_right(TYPED, None)
