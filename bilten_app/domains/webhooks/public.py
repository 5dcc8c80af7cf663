"""Endpoints, what they can be told, and what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from bilten_app.kit.errors import Invalid, Refused
from bilten_app.kit.facts import Fact
from bilten_app.kit.states import Flow
from bilten_app.kit.text import msgid
from bilten_app.ports.hooks import HookTrouble

MOST_ENDPOINTS = 20
MOST_URL = 500
MOST_ABOUT = 200


class HookKind(StrEnum):
    """What an endpoint can be told of; `test` comes only when somebody asks for it."""

    order_paid = "order.paid"
    order_refunded = "order.refunded"
    order_cancelled = "order.cancelled"
    ticket_issued = "ticket.issued"
    ticket_voided = "ticket.voided"
    ticket_admitted = "ticket.admitted"
    event_published = "event.published"
    event_changed = "event.changed"
    event_cancelled = "event.cancelled"
    test = "webhook.test"


CHOOSABLE = tuple(kind for kind in HookKind if kind is not HookKind.test)


class EndpointState(StrEnum):
    """Whether an endpoint is called; `failing` was switched off after three days of failures."""

    active = "active"
    paused = "paused"
    failing = "failing"


ENDPOINT_FLOW = Flow[EndpointState](
    {
        EndpointState.active: {EndpointState.paused, EndpointState.failing},
        EndpointState.paused: {EndpointState.active},
        EndpointState.failing: {EndpointState.active, EndpointState.paused},
    }
)


class CallState(StrEnum):
    """Where a message to an endpoint is."""

    queued = "queued"
    delivered = "delivered"
    failed = "failed"


class Verb(StrEnum):
    """What the audit says of webhooks."""

    added = "webhooks.added"
    edited = "webhooks.edited"
    removed = "webhooks.removed"
    rotated = "webhooks.rotated"
    paused = "webhooks.paused"
    resumed = "webhooks.resumed"
    gave_up = "webhooks.gave_up"
    tested = "webhooks.tested"
    replayed = "webhooks.replayed"


@dataclass(frozen=True, slots=True)
class EndpointGaveUp(Fact):
    """An endpoint failed for three days and is called no more."""

    name = "webhooks.gave_up"

    endpoint_id: UUID
    organizer_id: UUID
    since: datetime


class InvalidEndpoint(Invalid):
    """Something of an endpoint cannot be saved; `problems` says what, field by field."""

    code = "invalid_webhook"


class TooManyEndpoints(Refused):
    """An organization has so many endpoints and no more."""

    code = "too_many_webhooks"
    text = msgid("You have {most} webhooks, and there cannot be more. Remove one first.")


class EndpointIsOff(Refused):
    """Nothing is sent to an endpoint that is switched off."""

    code = "webhook_is_off"
    text = msgid("This webhook is switched off. Switch it on first.")


@dataclass(frozen=True, slots=True)
class EndpointDraft:
    """An endpoint as somebody wants it."""

    url: str
    kinds: frozenset[HookKind]
    about: str = ""


@dataclass(frozen=True, slots=True)
class EndpointView:
    """An endpoint. Until `old_secret_until` messages carry the signature of the old secret too."""

    id: UUID
    organizer_id: UUID
    url: str
    about: str
    kinds: tuple[HookKind, ...]
    state: EndpointState
    failing_since: datetime | None
    old_secret_until: datetime | None
    made_at: datetime


@dataclass(frozen=True, slots=True)
class CallView:
    """A message on its way to an endpoint; `status` and `trouble` are of the last attempt."""

    id: UUID
    endpoint_id: UUID
    message_id: str
    kind: HookKind
    state: CallState
    tries: int
    queued_at: datetime
    next_at: datetime | None
    ended_at: datetime | None
    status: int | None
    trouble: HookTrouble | None


@dataclass(frozen=True, slots=True)
class AttemptView:
    """One call; without status and trouble it is under way, or was cut off by a crash."""

    at: datetime
    status: int | None
    took_ms: int | None
    trouble: HookTrouble | None
    answer: str


@dataclass(frozen=True, slots=True)
class CallDetail:
    """A message with its body and every attempt, the latest first."""

    call: CallView
    body: str
    attempts: Sequence[AttemptView]


@dataclass(frozen=True, slots=True)
class Added:
    """A secret, told this once."""

    endpoint_id: UUID
    secret: str
