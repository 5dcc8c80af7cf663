"""Ticket paper set by typst, in `ticket.typ`: A5, one ticket a page, fonts from the repository."""

import asyncio
import json
import unicodedata
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

from PIL import Image, ImageOps, UnidentifiedImageError

from bilten_app.adapters.typst_press import Press
from bilten_app.kit.color import color_or, readable_on
from bilten_app.kit.ids import shown_code
from bilten_app.kit.proof.symbol import proof_symbol, symbol_path
from bilten_app.kit.text import direction, hour, hours, long_day, msgid, say, zone_name
from bilten_app.ports.paper import TicketSheet

TEMPLATE = Path(__file__).with_name("ticket.typ")
PLAIN_COLOR = "#0b5d4b"
BAND = (1480, 460)
LOGO = (600, 200)
TERMS_LENGTH = 420
QUIET = 4
SYMBOL = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}">'
    '<path fill="#fff" d="M0 0h{side}v{side}h-{side}z"/><path d="{path}"/></svg>'
)

LABELS = {
    "date": msgid("Date"),
    "time": msgid("Time"),
    "venue": msgid("Venue"),
    "holder": msgid("Guest"),
    "ticket_type": msgid("Ticket"),
    "code": msgid("Ticket code"),
    "order": msgid("Order"),
    "qr": msgid("The code that is scanned at the entrance"),
    "phone": msgid("The code of this ticket changes all the time. Open the ticket on your phone."),
    "test": msgid("Test: not valid for entry"),
    "fine_print": msgid(
        "Keep this code to yourself: whoever shows it first is let in. "
        "Show it on paper or on your phone."
    ),
}


class TypstPaper:
    """Prints tickets with typst."""

    def __init__(self) -> None:
        self._press = Press(TEMPLATE)

    async def render(self, tickets: Sequence[TicketSheet]) -> bytes:
        """Return a PDF with a page for each ticket."""
        return (await asyncio.to_thread(self._set, tickets, "pdf"))[0]

    async def pictures(self, tickets: Sequence[TicketSheet], *, ppi: float = 200) -> list[bytes]:
        """Return the same pages as PNG."""
        return await asyncio.to_thread(self._set, tickets, "png", ppi)

    def _set(
        self, tickets: Sequence[TicketSheet], form: Literal["pdf", "png"], ppi: float | None = None
    ) -> list[bytes]:
        if not tickets:
            raise ValueError("there is no ticket to print")
        with TemporaryDirectory(prefix="bilten-paper-") as folder:
            inputs = _inputs(tickets, Path(folder))
            return self._press.set(inputs, form=form, ppi=ppi, root=folder)


def _inputs(tickets: Sequence[TicketSheet], folder: Path) -> dict[str, str]:
    first = tickets[0]
    sheets = [_sheet(ticket, place, tickets, folder) for place, ticket in enumerate(tickets)]
    return {
        "title": first.event_title,
        "lang": first.locale.split("_")[0],
        "dir": direction(first.locale),
        "sheets": json.dumps(sheets),
    }


def _sheet(
    ticket: TicketSheet, place: int, tickets: Sequence[TicketSheet], folder: Path
) -> dict[str, Any]:
    """Return what the template reads: ready words, and the names of pictures in `folder`."""
    locale, zone, color = ticket.locale, ticket.time_zone, color_or(ticket.color, PLAIN_COLOR)
    doors = ticket.doors_at and say(
        "Doors open at {hour}", locale, hour=hour(ticket.doors_at, zone, locale)
    )
    time = f"{hours(ticket.starts_at, ticket.ends_at, zone, locale)} "
    return {
        "color": color,
        "on_color": readable_on(color),
        "event": words_of(ticket.event_title),
        "title_pt": _title_size(ticket.event_title),
        "organizer": words_of(ticket.organizer),
        "count": words_of(_count(place + 1, len(tickets), locale)),
        "day": words_of(long_day(ticket.starts_at, zone, locale)),
        "hours": words_of(time + zone_name(ticket.starts_at, zone)),
        "doors": words_of(doors) if doors else None,
        "venue": words_of(ticket.venue),
        "address": words_of(ticket.address) if ticket.address else None,
        "holder": words_of(ticket.holder),
        "ticket_type": words_of(ticket.ticket_type),
        "seat": words_of(ticket.seat) if ticket.seat else None,
        "code": shown_code(ticket.code),
        "order": shown_code(ticket.order_code),
        "terms": words_of(_shortened(ticket.terms)) if ticket.terms else None,
        "labels": {name: words_of(say(sentence, locale)) for name, sentence in LABELS.items()},
        "is_test": ticket.is_test,
        "qr": _qr(ticket.proof, folder / f"qr-{place}.svg"),
        "logo": _picture(ticket.logo, folder, LOGO, "PNG"),
        "cover": _picture(ticket.cover, folder, BAND, "JPEG"),
    }


def words_of(text: str) -> dict[str, Any]:
    """Return text with the direction of its first strong character (UAX #9, P2)."""
    strong = (unicodedata.bidirectional(character) for character in text)
    first = next((kind for kind in strong if kind in {"L", "R", "AL"}), "L")
    return {"text": " ".join(text.split()), "rtl": first != "L"}


def _count(place: int, of: int, locale: str) -> str:
    return say("Ticket {place} of {all}", locale, place=place, all=of) if of > 1 else ""


def _title_size(title: str) -> int:
    return next((size for size, most in ((23, 40), (18, 80), (14, 140)) if len(title) <= most), 11)


def _shortened(terms: str) -> str:
    return terms if len(terms) <= TERMS_LENGTH else terms[: TERMS_LENGTH - 1].rstrip() + "…"


def _qr(proof: str | None, target: Path) -> str | None:
    """Draw the code, with its quiet zone."""
    if proof is None:
        return None
    path, side = symbol_path(proof_symbol(proof), QUIET)
    target.write_text(SYMBOL.format(path=path, side=side), encoding="ascii")
    return f"/{target.name}"


def _picture(
    content: bytes | None, folder: Path, size: tuple[int, int], form: Literal["PNG", "JPEG"]
) -> str | None:
    """Put a picture, as large as paper needs, into `folder`; one that cannot be read is left out.

    A picture that many tickets share is drawn once.
    """
    if content is None:
        return None
    target = folder / f"{abs(hash(content)):x}.{form.lower()}"
    if target.exists():
        return f"/{target.name}"
    try:
        with Image.open(BytesIO(content)) as picture:
            if form == "JPEG":
                ImageOps.fit(picture.convert("RGB"), size).save(target, form, quality=82)
            else:
                picture.thumbnail(size)
                picture.convert("RGBA").save(target, form, optimize=True)
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError):
        return None
    return f"/{target.name}"
