"""What was noted about an order, how it came, and what took its place; as ready words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bilten_app.domains.orders.public import (
    ChangeKind,
    ChangeView,
    Channel,
    CloseReason,
    NoteView,
)
from bilten_app.kit.ids import shown_code
from bilten_app.kit.text import moment, msgid, say, say_many

CHANNELS: Mapping[Channel, str] = {
    Channel.web: "",
    Channel.box_office: msgid("Box office"),
    Channel.complimentary: msgid("Complimentary"),
    Channel.imported: msgid("Imported"),
    Channel.resale: msgid("Resale"),
}
CLOSE_WORDS: Mapping[str, str] = {
    CloseReason.organizer: msgid("Order cancelled"),
    CloseReason.fraud: msgid("Refused after a review"),
    CloseReason.event_cancelled: msgid("Event called off"),
    CloseReason.places_gone: msgid("Places gone after a dispute"),
    CloseReason.changed: msgid("Carried to the order in its place"),
}
CHANGES: Mapping[ChangeKind, tuple[str, str]] = {
    ChangeKind.swap: (msgid("{n} ticket changed"), msgid("{n} tickets changed")),
    ChangeKind.parted: (msgid("{n} ticket moved"), msgid("{n} tickets moved")),
}


@dataclass(frozen=True, slots=True)
class NoteRow:
    """What somebody noted."""

    words: str
    made: str


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """An order that took the place of tickets."""

    code: str
    href: str
    words: str
    state: str
    tone: str


def note_rows(
    notes: Sequence[NoteView], names: Mapping[str, str], zone: str, locale: str
) -> tuple[NoteRow, ...]:
    """Return notes with who wrote them when."""
    return tuple(
        NoteRow(
            one.words, f"{moment(one.written_at, zone, locale)} · {names.get(one.written_by, '')}"
        )
        for one in notes
    )


def change_rows(changes: Sequence[ChangeView], locale: str) -> tuple[ChangeRow, ...]:
    """Return changes with how far they are."""
    return tuple(
        ChangeRow(
            code=shown_code(one.code),
            href=f"/organizer/orders/{one.code}",
            words=say_many(*CHANGES[one.kind], one.tickets, locale),
            state=say(_state(one)[0], locale),
            tone=_state(one)[1],
        )
        for one in changes
    )


def _state(one: ChangeView) -> tuple[str, str]:
    if one.is_done:
        return msgid("Done"), "good"
    if one.is_open:
        return msgid("Waits for payment"), "warn"
    return msgid("Did not happen"), "info"
