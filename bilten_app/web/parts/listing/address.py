"""What the address of a list asks for, and the addresses that lead on from it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Self
from urllib.parse import urlencode

import reflex as rx

WORDS, AFTER, BACK = "q", "after", "back"
MAX_WORDS = 200
BETWEEN = "~"  # never in a cursor, and needs no escape in an address
TRAIL = 20  # cursors kept to go back by: an address stays far below 8 kB

type FilterLook = Literal["select", "links"]


@dataclass(frozen=True, slots=True)
class Choice:
    """One value to choose; `value` is what the address says, empty for all."""

    value: str
    words: str


@dataclass(frozen=True, slots=True)
class Filter:
    """Something to choose by. `name` is the one in the address, `chosen` one of the values.

    Few choices look best as links beside each other, many as a select.
    """

    name: str
    words: str
    choices: Sequence[Choice]
    chosen: str = ""
    look: FilterLook = "select"


@dataclass(frozen=True, slots=True)
class Option:
    """A choice as it is shown: the address that chooses it, and whether it is chosen."""

    value: str
    words: str
    href: str
    is_here: bool


@dataclass(frozen=True, slots=True)
class ShownFilter:
    """A filter as it is shown."""

    name: str
    words: str
    chosen: str
    look: str
    options: list[Option]


@dataclass(frozen=True, slots=True)
class Listing:
    """What stands around the rows; `before`, `after` and `clear` are addresses, or empty."""

    q: str = ""
    filters: list[ShownFilter] = field(default_factory=list[ShownFilter])
    before: str = ""
    after: str = ""
    clear: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks of the list at `path`."""

    path: str
    given: Mapping[str, str] = field(default_factory=dict[str, str])

    @classmethod
    def of(cls, state: rx.State, path: str) -> Self:
        """Read the address that the page is at."""
        return cls(path, dict(state.router.url.query_parameters))

    @property
    def q(self) -> str:
        """The words looked for."""
        return self.given.get(WORDS, "")[:MAX_WORDS]

    @property
    def cursor(self) -> str | None:
        """Where the page begins, or None for the first."""
        return self.given.get(AFTER) or None

    def chosen(self, name: str, among: Sequence[str] | None = None) -> str:
        """Return the value of a filter, or "" when it is none of those it may be."""
        value = self.given.get(name, "")
        return value if among is None or value in among else ""

    def listing(self, *, filters: Sequence[Filter] = (), following: str | None = None) -> Listing:
        """Return what stands around the rows; `following` is the cursor of the next page."""
        chosen = {WORDS: self.q, **{one.name: one.chosen for one in filters}}
        narrows = bool(self.q) or any(self.given.get(one.name) for one in filters)
        return Listing(
            q=self.q,
            filters=[self._shown(one, chosen) for one in filters],
            before=self._before(chosen),
            after=self._after(chosen, following),
            clear=self.path if narrows else "",
        )

    def _shown(self, one: Filter, chosen: Mapping[str, str]) -> ShownFilter:
        options = [
            Option(
                choice.value,
                choice.words,
                self._address({**chosen, one.name: choice.value}),
                choice.value == one.chosen,
            )
            for choice in one.choices
        ]
        return ShownFilter(one.name, one.words, one.chosen, one.look, options)

    def _after(self, chosen: Mapping[str, str], following: str | None) -> str:
        """Return the next page's address. Cursors only lead on, so it remembers the way back."""
        if not following:
            return ""
        trail = [*self._trail(), self.cursor or ""][-TRAIL:]
        return self._address({**chosen, AFTER: following, BACK: BETWEEN.join(trail)})

    def _before(self, chosen: Mapping[str, str]) -> str:
        if not self.cursor:
            return ""
        *earlier, last = self._trail()
        return self._address({**chosen, AFTER: last, BACK: BETWEEN.join(earlier)})

    def _trail(self) -> list[str]:
        """Return the cursors of the pages before this one, the first page's empty one included."""
        return self.given.get(BACK, "").split(BETWEEN)[-TRAIL:] if self.cursor else []

    def _address(self, told: Mapping[str, str]) -> str:
        kept = {name: value for name, value in told.items() if value}
        return f"{self.path}?{urlencode(kept)}" if kept else self.path
