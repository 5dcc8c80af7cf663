"""Webhooks and what was sent to them, ready to show."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from bilten_app.domains.webhooks.public import (
    CHOOSABLE,
    MOST_ABOUT,
    AttemptView,
    CallState,
    CallView,
    EndpointDraft,
    EndpointState,
    EndpointView,
    HookKind,
)
from bilten_app.kit.text import moment, msgid, number, say
from bilten_app.ports.hooks import HookTrouble
from bilten_app.web.parts.feedback import Tone

KINDS: Mapping[HookKind, str] = {
    HookKind.order_paid: msgid("An order is paid"),
    HookKind.order_refunded: msgid("Money goes back"),
    HookKind.order_cancelled: msgid("An order is cancelled"),
    HookKind.ticket_issued: msgid("A ticket is issued"),
    HookKind.ticket_voided: msgid("A ticket ends"),
    HookKind.ticket_admitted: msgid("A guest is let in"),
    HookKind.event_published: msgid("An event is published"),
    HookKind.event_changed: msgid("A published event changes"),
    HookKind.event_cancelled: msgid("An event is cancelled"),
    HookKind.test: msgid("A test"),
}
ENDPOINT_STATES: Mapping[EndpointState, tuple[str, Tone]] = {
    EndpointState.active: (msgid("On"), "good"),
    EndpointState.paused: (msgid("Off"), "info"),
    EndpointState.failing: (msgid("Switched off after failures"), "bad"),
}
CALL_STATES: Mapping[CallState, tuple[str, Tone]] = {
    CallState.queued: (msgid("Waiting"), "warn"),
    CallState.delivered: (msgid("Delivered"), "good"),
    CallState.failed: (msgid("Failed"), "bad"),
}
TROUBLES: Mapping[HookTrouble, str] = {
    HookTrouble.timeout: msgid("No answer within ten seconds"),
    HookTrouble.unreachable: msgid("Nobody answers there"),
    HookTrouble.unknown_name: msgid("There is no such name"),
    HookTrouble.private_address: msgid("The name leads to a private address"),
    HookTrouble.bad_certificate: msgid("The certificate is not right"),
    HookTrouble.bad_url: msgid("The address cannot be called"),
}
NONE = "\N{EN DASH}"


class HookForm(BaseModel):
    """An endpoint; each kind has a box of its own, named `kind-order.paid`."""

    model_config = ConfigDict(extra="allow")

    url: str = Field("", max_length=2000)
    about: str = Field("", max_length=MOST_ABOUT)

    def draft(self) -> EndpointDraft:
        """Return the endpoint as the domain knows it."""
        given = self.model_extra or {}
        chosen = {kind for kind in CHOOSABLE if given.get(box(kind)) in {"on", "true", True}}
        return EndpointDraft(self.url, frozenset(chosen), self.about)


@dataclass(frozen=True, slots=True)
class HookRow:
    """A webhook in the list and at the head of its page."""

    id: str = ""
    url: str = ""
    about: str = ""
    kinds: list[str] = field(default_factory=list[str])
    told: str = ""
    state: str = ""
    tone: str = "info"
    is_on: bool = False
    failing: str = ""
    both_until: str = ""
    made: str = ""


@dataclass(frozen=True, slots=True)
class CallRow:
    """A message in the log."""

    id: str = ""
    href: str = ""
    message_id: str = ""
    kind: str = ""
    state: str = ""
    tone: str = "info"
    answer: str = ""
    tries: str = ""
    queued: str = ""
    following: str = ""


@dataclass(frozen=True, slots=True)
class AttemptRow:
    """One call."""

    at: str
    answer: str
    took: str
    body: str


def box(kind: HookKind) -> str:
    """Return the name of a kind's box in the form."""
    return f"kind-{kind.value}"


def hook_row(one: EndpointView, locale: str) -> HookRow:
    """Return a webhook as a row."""
    words, tone = ENDPOINT_STATES[one.state]
    until = one.old_secret_until
    return HookRow(
        id=str(one.id),
        url=one.url,
        about=one.about,
        kinds=[kind.value for kind in one.kinds],
        told=_told(one.kinds, locale),
        state=say(words, locale),
        tone=tone,
        is_on=one.state is EndpointState.active,
        failing=moment(one.failing_since, "UTC", locale) if one.failing_since else "",
        both_until=moment(until, "UTC", locale) if until else "",
        made=moment(one.made_at, "UTC", locale),
    )


def call_row(one: CallView, base: str, locale: str) -> CallRow:
    """Return a message as a row."""
    words, tone = CALL_STATES[one.state]
    waits = one.state is CallState.queued and one.next_at
    return CallRow(
        id=str(one.id),
        href=f"{base}/{one.endpoint_id}/{one.id}",
        message_id=one.message_id,
        kind=say(KINDS[one.kind], locale),
        state=say(words, locale),
        tone=tone,
        answer=_answer(one.status, one.trouble, locale),
        tries=number(one.tries, locale),
        queued=moment(one.queued_at, "UTC", locale),
        following=moment(one.next_at, "UTC", locale) if waits and one.next_at else "",
    )


def attempt_rows(attempts: Sequence[AttemptView], locale: str) -> list[AttemptRow]:
    """Return every attempt as a row."""
    return [
        AttemptRow(
            at=moment(one.at, "UTC", locale),
            answer=_answer(one.status, one.trouble, locale),
            took=NONE if one.took_ms is None else f"{number(one.took_ms, locale)} ms",
            body=one.answer,
        )
        for one in attempts
    ]


def pretty(body: str) -> str:
    """Return a body with a line for each field."""
    told: Any = json.loads(body)
    return json.dumps(told, indent=2, ensure_ascii=False)


def _told(kinds: Sequence[HookKind], locale: str) -> str:
    if set(kinds) == set(CHOOSABLE):
        return say(msgid("Anything happens"), locale)
    return ", ".join(say(KINDS[kind], locale) for kind in kinds)


def _answer(status: int | None, trouble: HookTrouble | None, locale: str) -> str:
    if trouble:
        return say(TROUBLES[trouble], locale)
    return f"HTTP {status}" if status else NONE
