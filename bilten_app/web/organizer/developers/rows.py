"""What is shown of keys, as ready words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time

from bilten_app.domains.programs.public import DayOfUse, KeyState, KeyView, Use
from bilten_app.kit.roles import Permission
from bilten_app.kit.text import msgid, number, say, say_many, short_day
from bilten_app.web.parts.feedback import Tone

SCOPE_WORDS: Mapping[Permission, str] = {
    Permission.events_read: msgid("See events"),
    Permission.events_write: msgid("Make and change events"),
    Permission.promotions_write: msgid("Make codes and promotions"),
    Permission.orders_read: msgid("See orders"),
    Permission.orders_refund: msgid("Refund orders"),
    Permission.orders_manage: msgid("Change, give away and import orders"),
    Permission.box_office: msgid("Sell at the box office"),
    Permission.attendees_read: msgid("See attendees"),
    Permission.attendees_export: msgid("Export attendees"),
    Permission.gate_manage: msgid("Manage gates and scanners"),
    Permission.finances_read: msgid("See the money"),
    Permission.webhooks_manage: msgid("Manage webhooks"),
    Permission.audit_read: msgid("Read the audit log"),
}
STATES: Mapping[KeyState, tuple[str, Tone]] = {
    KeyState.active: (msgid("Active"), "good"),
    KeyState.expired: (msgid("Expired"), "info"),
    KeyState.revoked: (msgid("Revoked"), "bad"),
}
ANYWHERE = msgid("From everywhere")
MISTAKE, FAILURE = 400, 500


@dataclass(frozen=True, slots=True)
class KeyRow:
    """A key in the list, and the head of its own page."""

    id: str
    name: str
    prefix: str
    href: str
    scopes: str
    networks: str
    state: str
    tone: Tone
    is_test: bool
    is_active: bool
    used_at: str
    expires_at: str
    requests: str
    errors: str


@dataclass(frozen=True, slots=True)
class RequestRow:
    """A request of a key."""

    what: str
    code: str
    status: str
    tone: Tone
    took: str
    at: str


@dataclass(frozen=True, slots=True)
class DayBar:
    """A day in the chart."""

    label: str
    value: str
    share: int


NO_KEY = KeyRow(
    "", "", "", "", "", "", "", "info", is_test=False, is_active=False, used_at="", expires_at="",
    requests="", errors="",
)  # fmt: skip


def key_row(key: KeyView, used: tuple[int, int], path: str, locale: str) -> KeyRow:
    """Return a key as it is shown."""
    words, tone = STATES[key.state]
    requests, errors = used
    return KeyRow(
        id=str(key.id),
        name=key.name,
        prefix=f"{key.prefix}…",
        href=f"{path}/{key.id}",
        scopes=" · ".join(say(SCOPE_WORDS[one], locale) for one in key.scopes),
        networks=", ".join(key.networks) or say(ANYWHERE, locale),
        state=say(words, locale),
        tone=tone,
        is_test=key.is_test,
        is_active=key.state is KeyState.active,
        used_at=_iso(key.used_at),
        expires_at=_iso(key.expires_at),
        requests=number(requests, locale),
        errors=number(errors, locale),
    )


def request_row(use: Use, locale: str) -> RequestRow:
    """Return a request as it is shown."""
    tone: Tone = "good"
    if use.status >= FAILURE:
        tone = "bad"
    elif use.status >= MISTAKE:
        tone = "warn"
    return RequestRow(
        what=f"{use.method} {use.route}",
        code=use.request_id,
        status=str(use.status),
        tone=tone,
        took=say(msgid("{n} ms"), locale, n=number(use.took_ms, locale)),
        at=use.at.isoformat(),
    )


def day_bars(days: Sequence[DayOfUse], locale: str) -> list[DayBar]:
    """Return a bar for each day: too many for a date under each, `span_words` names both ends."""
    most = max((one.requests for one in days), default=0) or 1
    return [
        DayBar("", number(one.requests, locale), round(one.requests * 100 / most)) for one in days
    ]


def span_words(days: Sequence[DayOfUse], locale: str) -> str:
    """Return from when to when a chart goes, and its sums."""
    first, last = (short_day(_noon(one), "UTC", locale) for one in (days[0], days[-1]))
    requests, errors = sum(one.requests for one in days), sum(one.errors for one in days)
    asked = say_many(msgid("{n} request"), msgid("{n} requests"), requests, locale)
    refused = say_many(msgid("{n} refused"), msgid("{n} refused"), errors, locale)
    return f"{first} \N{EN DASH} {last} · {asked} · {refused}"


def _noon(one: DayOfUse) -> datetime:
    return datetime.combine(one.day, time(12), UTC)


def _iso(at: datetime | None) -> str:
    return at.isoformat() if at else ""
