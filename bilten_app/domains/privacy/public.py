"""Erasures: where one is, what stands in its way, and what stays."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from bilten_app.kit.errors import Refused
from bilten_app.kit.money import Money
from bilten_app.kit.states import Flow
from bilten_app.kit.text import msgid


class Verb(StrEnum):
    """What the audit says about what people ask."""

    erasure_asked = "privacy.erasure_asked"
    erasure_taken_back = "privacy.erasure_taken_back"
    erasure_begun = "privacy.erasure_begun"
    erasure_done = "privacy.erasure_done"
    export_asked = "privacy.export_asked"
    export_made = "privacy.export_made"
    export_fetched = "privacy.export_fetched"


class ErasureState(StrEnum):
    """Where an erasure is. `asked`: a guest got a link and did not follow it yet."""

    asked = "asked"
    waiting = "waiting"
    running = "running"
    done = "done"
    kept = "kept"


ERASURE_FLOW = Flow[ErasureState](
    {
        ErasureState.asked: {ErasureState.waiting, ErasureState.kept},
        ErasureState.waiting: {ErasureState.running, ErasureState.kept},
        ErasureState.running: {ErasureState.done},
    }
)


class Obstacle(StrEnum):
    """What has to be settled before somebody can be erased; the value says what to do."""

    only_owner = msgid("{name} would be left without an owner. Make somebody else its owner first.")
    staff = msgid("You work for the platform. Have your role taken away first.")
    disputed = msgid(
        "Your bank asks for the money of an order back. Wait until that is decided: we may have to "
        "answer."
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """Something in the way of an erasure; `name` is what it is about."""

    obstacle: Obstacle
    name: str = ""


@dataclass(frozen=True, slots=True)
class Lost:
    """What somebody should know they give up: tickets to come, and credit at organizers."""

    tickets: int
    credit: tuple[Money, ...] = ()


@dataclass(frozen=True, slots=True)
class ErasureView:
    """An erasure. Staff see it without whom it is about."""

    id: UUID
    user_id: UUID | None
    state: ErasureState
    asked_at: datetime
    due_at: datetime
    ended_at: datetime | None
    steps_done: int
    steps: int


class ExportState(StrEnum):
    """Where somebody's copy of their data is. `gone`: it was kept for a few days."""

    queued = "queued"
    running = "running"
    ready = "ready"
    gone = "gone"


EXPORT_FLOW = Flow[ExportState](
    {
        ExportState.queued: {ExportState.running, ExportState.gone},
        ExportState.running: {ExportState.ready, ExportState.gone},
        ExportState.ready: {ExportState.gone},
    }
)


@dataclass(frozen=True, slots=True)
class ExportView:
    """Somebody's copy of their data; `done` of `parts` are in it."""

    id: UUID
    state: ExportState
    done: int
    parts: int
    size: int
    asked_at: datetime
    expires_at: datetime | None


class InTheWay(Refused):
    """Something has to be settled first; the page says what."""

    code = "in_the_way"
    text = msgid("Something has to be settled before your account can be deleted.")


class TooLate(Refused):
    """The erasure has begun, or there is none."""

    code = "too_late"
    text = msgid("There is nothing to take back any more.")
