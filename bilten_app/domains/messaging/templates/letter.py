"""A letter: words in order, drawn as HTML and as plain text from the same values."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self
from uuid import UUID

import mrml
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bilten_app.domains.organizers.public import OrganizerView
from bilten_app.kit.color import color_or, readable_on
from bilten_app.kit.text import direction, msgid, say

A_TEST = msgid("This is a test. Nothing was charged, and its tickets are not real.")
LOGO_WIDTH = 128
HOUSE_NAME, HOUSE_COLOR = "Bilten", "#0b5d4b"
PAGES = Environment(
    loader=FileSystemLoader(Path(__file__).parent),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


@dataclass(frozen=True, slots=True)
class Brand:
    """In whose name a letter comes; `sandbox` is the test organization. Addresses are absolute."""

    name: str = HOUSE_NAME
    color: str = HOUSE_COLOR
    logo_url: str | None = None
    sandbox: UUID | None = None

    @classmethod
    def of(cls, organizer: OrganizerView, origin: str) -> Self:
        """Return that of an organizer."""
        logo = organizer.logo
        return cls(
            name=organizer.name,
            color=organizer.color,
            logo_url=origin + logo.url(LOGO_WIDTH) if logo else None,
            sandbox=organizer.id if organizer.is_test else None,
        )


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead somewhere."""

    words: str
    url: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture above the words."""

    url: str
    alt: str


@dataclass(frozen=True, slots=True)
class Pair:
    """A name and its value: `When` and a date, or a ticket and its price."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail in the reader's language, without its looks."""

    subject: str
    preview: str
    heading: str
    paragraphs: tuple[str, ...]
    locale: str
    brand: Brand = Brand()
    picture: Picture | None = None
    action: Link | None = None
    details: tuple[Pair, ...] = ()
    prices: tuple[Pair, ...] = ()
    total: Pair | None = None
    links_title: str = ""
    links: tuple[Link, ...] = ()
    notes: tuple[str, ...] = ()
    stop: Link | None = None


def with_stop(letter: Letter, url: str, *, name: str = "") -> Letter:
    """Return a letter with the link that ends mails: those like it, or the news of `name`."""
    words = say(msgid("Stop these mails"), letter.locale)
    if name:
        words = say(msgid("Stop news from {organizer}"), letter.locale, organizer=name)
    return replace(letter, stop=Link(words, url))


def subject_line(letter: Letter) -> str:
    """Return the subject on one line, whatever somebody wrote into a title."""
    mark = say(msgid("[Test]"), letter.locale) if letter.brand.sandbox else ""
    return " ".join([*mark.split(), *letter.subject.split()])


def paragraphs(letter: Letter) -> tuple[str, ...]:
    """Return what a letter says; one about a test says so first."""
    if letter.brand.sandbox is None:
        return letter.paragraphs
    return (say(A_TEST, letter.locale), *letter.paragraphs)


def html(letter: Letter) -> str:
    """Draw a letter for mail programs, light and dark."""
    color = color_or(letter.brand.color, HOUSE_COLOR)
    is_rtl = direction(letter.locale) == "rtl"
    source = PAGES.get_template("letter.mjml").render(
        letter=letter,
        paragraphs=paragraphs(letter),
        lang=letter.locale.replace("_", "-"),
        dir="rtl" if is_rtl else "ltr",
        start="right" if is_rtl else "left",
        end="left" if is_rtl else "right",
        color=color,
        on_color=readable_on(color),
        sender=_sender(letter),
    )
    return mrml.to_html(source).content


def plain(letter: Letter) -> str:
    """Write a letter for those who read plain text."""
    blocks = [letter.heading, *paragraphs(letter)]
    if letter.action:
        blocks.append(_line(letter.action))
    blocks.append(_column(letter.details))
    blocks.append(_column((*letter.prices, *([letter.total] if letter.total else []))))
    if letter.links:
        blocks.append("\n".join([letter.links_title, *map(_line, letter.links)]))
    ending = [_line(letter.stop)] if letter.stop else []
    blocks += [*letter.notes, *ending, "-- \n" + _sender(letter)]
    return "\n\n".join(block for block in blocks if block) + "\n"


def _line(link: Link) -> str:
    return f"{link.words}: {link.url}"


def _column(pairs: tuple[Pair, ...]) -> str:
    return "\n".join(f"{pair.name}: {pair.value}" for pair in pairs)


def _sender(letter: Letter) -> str:
    if letter.brand.name == HOUSE_NAME:
        return HOUSE_NAME
    return say(
        msgid("Sent by {house} for {organizer}"),
        letter.locale,
        house=HOUSE_NAME,
        organizer=letter.brand.name,
    )
