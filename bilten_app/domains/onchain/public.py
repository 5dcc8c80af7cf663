"""How sure an event on a chain is."""

from enum import StrEnum


class Sureness(StrEnum):
    """`seen` may still go, `final` may not, and `retracted` is gone with its block."""

    seen = "seen"
    final = "final"
    retracted = "retracted"
