"""Which answers are worth a line, and which may be given at all."""

from uuid import UUID

from bilten_app.domains.consents.public import REQUIRED, ConsentKind, NotAsked, Source

BOXES = frozenset({Source.sign_up, Source.checkout})
"""Where a box stood empty from the start: leaving it so takes nothing back."""


def says_something(
    before: tuple[bool, int] | None, *, given: bool, version: int, source: Source
) -> bool:
    """Whether an answer has to be written, after the one `before`: given or not, to a version."""
    if before is None:
        return True
    had, of_version = before
    if had and not given:
        return source not in BOXES
    return (had, of_version) != (given, version)


def check_answer(kind: ConsentKind, *, given: bool, organizer_id: UUID | None) -> None:
    """Raise NotAsked for an answer that nobody can give."""
    has_organizer = organizer_id is not None
    is_left = kind in REQUIRED and not given
    if is_left or has_organizer != (kind is ConsentKind.organizer_news):
        raise NotAsked
