"""Ids sort, codes forgive, check characters notice."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilten_app.kit import ids


def test_ids_made_one_after_the_other_sort_in_that_order() -> None:
    made = [ids.new_id() for _ in range(20_000)]

    assert made == sorted(made)
    assert len(set(made)) == len(made)


def test_an_id_is_a_uuid_of_version_7() -> None:
    made = ids.new_id()

    assert made.version == 7
    assert made.variant == "specified in RFC 4122"


def test_a_code_is_read_as_it_was_meant() -> None:
    assert ids.normal_code(" 7kq2-m9xo ") == "7KQ2M9X0"
    assert ids.normal_code("7KQ2\u2013M9XO\u00a0\u200b\t") == "7KQ2M9X0"
    assert ids.normal_code("\uff17KQ2\u2212M9XD").startswith("7KQ2")
    assert ids.shown_code("7KQ2M9XD") == "7KQ2-M9XD"


@given(st.integers(0, 11), st.sampled_from(ids.ALPHABET))
def test_one_wrong_character_is_noticed(place: int, wrong: str) -> None:
    code = ids.new_checked_code()
    assert ids.is_checked_code(code)

    altered = code[:place] + wrong + code[place + 1 :]

    assert ids.is_checked_code(altered) == (altered == code)


@pytest.mark.parametrize("code", ["", "7", "7KQ2-M9XD", "ÄÖ", "7kq2"])
def test_what_is_no_code_is_not_taken_for_one(code: str) -> None:
    assert not ids.is_checked_code(code)


def test_secrets_are_long_and_stored_as_a_hash() -> None:
    token = ids.new_token()

    assert len(token) == 32
    assert len(ids.token_hash(token)) == 32
