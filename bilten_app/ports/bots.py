"""Telling people from programs, before somebody takes a place in line."""

from dataclasses import dataclass
from typing import Protocol

from bilten_app.kit.errors import Refused
from bilten_app.kit.text import msgid


class NotPassed(Refused):
    """The answer to a puzzle is wrong, too old, or somebody else's."""

    code = "puzzle_not_passed"
    text = msgid("The check of your browser did not pass. Please load the page again.")


@dataclass(frozen=True, slots=True)
class Puzzle:
    """What a browser must do first.

    `work`: find an answer so that SHA-256("{challenge}:{answer}") begins with `difficulty` zero
    bits. `captcha`: show the provider's widget with the site key `challenge`. `none`: nothing.
    """

    kind: str
    challenge: str = ""
    difficulty: int = 0


class BotCheck(Protocol):
    """Sets a puzzle to a visitor and checks the answer.

    A CAPTCHA provider is an adapter of this port: it asks the provider in `check` and raises
    Unavailable when that is away.
    """

    def puzzle(self, visitor: str) -> Puzzle:
        """Return a puzzle that only this visitor can hand in."""
        ...

    async def check(self, visitor: str, *, challenge: str, answer: str) -> None:
        """Pass, or raise NotPassed."""
        ...
