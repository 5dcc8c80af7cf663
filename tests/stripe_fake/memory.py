"""What the fake remembers: every object by its id, the money moved, and the events told."""

import copy
import secrets
from dataclasses import dataclass, field
from typing import Any

from bilten_app.kit.clock import Clock
from tests.stripe_fake.refusals import missing

type Thing = dict[str, Any]


@dataclass(slots=True)
class Memory:
    """The objects of one Stripe account."""

    clock: Clock
    origin: str = ""
    things: dict[str, Thing] = field(default_factory=dict[str, Thing])
    events: list[Thing] = field(default_factory=list[Thing])

    def now(self) -> int:
        """Return the present second."""
        return int(self.clock.now().timestamp())

    def add(self, kind: str, prefix: str, **values: Any) -> Thing:
        """Remember a new object."""
        thing = {
            "id": f"{prefix}_{secrets.token_hex(10)}",
            "object": kind,
            "created": self.now(),
            "livemode": False,
            "metadata": {},
            **values,
        }
        self.things[thing["id"]] = thing
        return thing

    def get(self, kind: str, ref: str) -> Thing:
        """Return an object, or refuse as Stripe does."""
        thing = self.things.get(ref)
        if thing is None or thing["object"] != kind:
            raise missing(kind, ref)
        return thing

    def of(self, kind: str, **values: Any) -> list[Thing]:
        """Return the objects of a kind that have these values, newest first."""
        found = [
            thing
            for thing in self.things.values()
            if thing["object"] == kind and all(thing.get(k) == v for k, v in values.items())
        ]
        return found[::-1]

    def move(self, kind: str, amount: int, currency: str, source: Thing, fee: int = 0) -> Thing:
        """Move money on our balance because of `source`."""
        return self.add(
            "balance_transaction",
            "txn",
            type=kind,
            amount=amount,
            currency=currency,
            fee=fee,
            net=amount - fee,
            source=source["id"],
        )

    def tell(self, kind: str, thing: Thing) -> None:
        """Remember that something happened, with the object as it is now."""
        self.events.append(
            {
                "id": f"evt_{secrets.token_hex(10)}",
                "object": "event",
                "api_version": "2026-10-28.endive",
                "created": self.now(),
                "livemode": False,
                "type": kind,
                "data": {"object": copy.deepcopy(thing)},
            }
        )

    def expanded(self, thing: Thing, paths: list[str]) -> Thing:
        """Return a copy in which the ids at `paths` are replaced by what they stand for."""
        shown = copy.deepcopy(thing)
        for path in paths:
            self._expand(shown, path.split("."))
        return shown

    def _expand(self, place: Any, path: list[str]) -> None:
        head, *rest = path
        if isinstance(place, list):
            for item in place:
                self._expand(item, path)
            return
        value = place.get(head)
        if isinstance(value, str) and value in self.things:
            place[head] = value = copy.deepcopy(self.things[value])
        if rest and value is not None:
            self._expand(value, rest)
