"""State machines as data: which state may follow which."""

from collections.abc import Collection, Mapping
from enum import StrEnum

from bilten_app.kit.errors import IllegalTransition


class Flow[S: StrEnum]:
    """The arrows between the states of one thing.

    A state without arrows is final. `advance` is the only way to change a state,
    so every illegal move is refused in one place.
    """

    def __init__(self, arrows: Mapping[S, Collection[S]]) -> None:
        self._arrows = {state: frozenset(following) for state, following in arrows.items()}

    def advance(self, now: S, to: S) -> S:
        """Return `to`, or raise IllegalTransition."""
        if to not in self.following(now):
            raise IllegalTransition(now=now.value, to=to.value)
        return to

    def following(self, state: S) -> frozenset[S]:
        """Return the states that may follow `state`."""
        return self._arrows.get(state, frozenset())

    def is_final(self, state: S) -> bool:
        """Whether nothing can follow `state`."""
        return not self.following(state)
