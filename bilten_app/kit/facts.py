"""A fact: something that happened and cannot be undone, told upward.

A domain writes a fact in the transaction that made it true; `worker/reactions.py` says what
follows. A fact holds ids and what cannot be read again later, and is versioned by its name.
"""

from typing import ClassVar

FACTS: dict[str, type["Fact"]] = {}


class Fact:
    """Base of every fact; subclasses are frozen dataclasses with a `name` like `orders.paid`."""

    name: ClassVar[str]

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if FACTS.setdefault(cls.name, cls).__qualname__ != cls.__qualname__:
            raise TypeError(f"two facts are named {cls.name}")
        FACTS[cls.name] = cls  # a slotted dataclass is made twice
