"""Which answers are written down, and that no text changes under its version."""

import hashlib
from uuid import UUID

import pytest

from bilten_app.domains.consents.public import TEXTS, ConsentKind, NotAsked, Source
from bilten_app.domains.consents.rules import check_answer, says_something

ORGANIZER = UUID(int=7)
# The fingerprint of each version of each text. A changed text is a new line here, with its version.
KNOWN = {
    ("terms", 1): "ce8e85d80127253a",
    ("privacy", 1): "d565511ba0eb3845",
    ("news", 1): "28a97d0c05df3453",
    ("organizer_news", 1): "a6aee6e413c8f4d4",
    ("analytics", 1): "954573e49fc0fe13",
}


@pytest.mark.parametrize(
    ("before", "given", "version", "source", "written"),
    [
        (None, True, 1, Source.checkout, True),  # the first yes
        (None, False, 1, Source.checkout, True),  # a box that was seen and left empty
        ((True, 1), True, 1, Source.checkout, False),  # said before, to the same words
        ((True, 1), True, 2, Source.checkout, True),  # to other words
        ((True, 1), False, 1, Source.checkout, False),  # an empty box takes nothing back
        ((True, 1), False, 1, Source.sign_up, False),
        ((True, 1), False, 1, Source.account, True),  # a button does
        ((True, 1), False, 1, Source.mail, True),
        ((False, 1), False, 1, Source.checkout, False),  # refused before
        ((False, 1), True, 1, Source.checkout, True),  # thought better of it
    ],
)
def test_an_answer_is_written_when_it_says_something(
    before: tuple[bool, int] | None, *, given: bool, version: int, source: Source, written: bool
) -> None:
    assert says_something(before, given=given, version=version, source=source) is written


@pytest.mark.parametrize(
    ("kind", "given", "organizer_id"),
    [
        (ConsentKind.terms, False, None),
        (ConsentKind.privacy, False, None),
        (ConsentKind.organizer_news, True, None),
        (ConsentKind.news, True, ORGANIZER),
    ],
)
def test_what_cannot_be_answered_is_refused(
    kind: ConsentKind, *, given: bool, organizer_id: UUID | None
) -> None:
    with pytest.raises(NotAsked):
        check_answer(kind, given=given, organizer_id=organizer_id)


def test_no_text_changes_under_its_version() -> None:
    prints = {
        (kind.value, one.version): hashlib.sha256(
            repr((one.title, one.asked, one.sections)).encode()
        ).hexdigest()[:16]
        for kind, one in TEXTS.items()
    }

    assert prints.items() <= KNOWN.items(), "a changed text needs the next version, and a new day"
