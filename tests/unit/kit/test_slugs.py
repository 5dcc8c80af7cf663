"""Slugs are readable where the title allows it, and never run out."""

from itertools import islice

import pytest

from bilten_app.kit.slugs import candidates, slug_of


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Jazz by the Nile", "jazz-by-the-nile"),
        ("  Übermut & Größe!  ", "ubermut-grosse"),
        ("Ærø Søndag", "aero-sondag"),
        ("../../etc/passwd", "etc-passwd"),
        ("ليلة الطرب", ""),
        ("word " * 30, "-".join(["word"] * 12)),
        ("x" * 200, "x" * 60),
    ],
)
def test_a_title_becomes_a_slug(title: str, slug: str) -> None:
    assert slug_of(title) == slug


def test_the_plain_slug_is_tried_first_and_random_ones_at_the_end() -> None:
    first = list(islice(candidates("Jazz", "event"), 7))

    assert first[:3] == ["jazz", "jazz-2", "jazz-3"]
    assert len(set(first)) == 7
    assert first[6].startswith("jazz-")


@pytest.mark.parametrize("title", ["new", "ليلة", "A!"])
def test_a_title_that_says_too_little_gets_a_word_and_a_code(title: str) -> None:
    (first,) = islice(candidates(title, "event"), 1)

    assert first.startswith("event-")
    assert len(first) >= len("event-") + 6
