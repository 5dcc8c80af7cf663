"""What a waiting room says, drawn on the server; assets/waiting.css dresses it.

`data-join`, `data-until` and `data-go` tell assets/waiting.js what to do: join, count down, go.
"""

from datetime import datetime

from markupsafe import Markup

from bilten_app.domains.discovery.public import EventPage
from bilten_app.domains.waiting.public import Place, TurnState
from bilten_app.kit.errors import BiltenError
from bilten_app.kit.text import direction, hour, long_day, msgid, number, short_day, zone_name
from bilten_app.ports.bots import Puzzle
from bilten_app.web.markup import Paper
from bilten_app.web.parts.event import picture_of
from bilten_app.web.parts.frame import wordmark

COVER_WIDTH = 1280
RELOAD_S = 20
ONE_PURCHASE = msgid(
    "A turn is for one purchase: choose all the tickets you need. To buy again, take a new place."
)
DOCTYPE = Markup("<!doctype html>")


def whole(pen: Paper, event: EventPage, part: Markup) -> Markup:
    """The page around the changing part."""
    reload = pen.el("meta", http_equiv="refresh", content=str(RELOAD_S))
    head = pen.el(
        "head",
        pen.el("meta", charset="utf-8"),
        pen.el("meta", name="viewport", content="width=device-width, initial-scale=1"),
        pen.el("meta", name="robots", content="noindex"),
        pen.el("title", f"{pen.t('Waiting room')} · {event.title} · Bilten"),
        pen.el("link", rel="icon", href="/brand/logo.svg", type="image/svg+xml"),
        *(
            pen.el("link", rel="stylesheet", href=sheet)
            for sheet in ("/tokens.css", "/base.css", "/waiting.css")
        ),
        pen.el("script", src="/waiting.js", type="module"),
        pen.el("noscript", reload),
    )
    body = pen.el(
        "body",
        pen.el("header", wordmark(pen), class_name="bar"),
        pen.el(
            "main",
            _what(pen, event),
            pen.el("div", part, id="now", role="status", class_name="now"),
        ),
        _about(pen, event),
    )
    return DOCTYPE + pen.el("html", head, body, lang=pen.locale, dir=direction(pen.locale))


def arriving(pen: Paper) -> Markup:
    """The very first look: the browser gets its cookie with it, and asks again."""
    return pen.el(
        "section",
        pen.el("h1", pen.t("One moment")),
        pen.el("p", pen.t("We look for your place in the waiting room."), class_name="lead"),
        custom_attrs={"data-again": "0"},
    )


def invitation(pen: Paper, event: EventPage, puzzle: Puzzle) -> Markup:
    """Somebody without a place: the script joins at once, a reader without scripts presses."""
    return pen.el(
        "section",
        pen.el("h1", pen.t("Many people want these tickets")),
        pen.el(
            "p",
            pen.t("Take your place: we let everybody in, one after the other."),
            class_name="lead",
        ),
        pen.el("p", pen.t(ONE_PURCHASE), class_name="note"),
        _join(pen, event, puzzle, pen.t("Take my place"), at_once=True),
    )


def standing(
    pen: Paper, event: EventPage, place: Place, *, left: int, puzzle: Puzzle | None = None
) -> Markup:
    """Where somebody stands, and what to do about it."""
    match place.state:
        case TurnState.drawing:
            return _drawing(pen, event, place)
        case TurnState.waiting:
            return _waiting(pen, place, left)
        case TurnState.admitted | TurnState.inside:
            return _turn(pen, event, place)
        case TurnState.over:
            return pen.el(
                "section",
                pen.el("h1", pen.t("Your time to buy is over")),
                pen.el(
                    "p",
                    pen.t("Your turn went to the next in line. You can take a new place."),
                    class_name="lead",
                ),
                _join(pen, event, puzzle or Puzzle("none"), pen.t("Take a new place")),
            )


def gone(pen: Paper, tickets: str) -> Markup:
    """Nobody has to wait any more."""
    return pen.el(
        "section",
        pen.el("h1", pen.t("The way is free")),
        pen.el("a", pen.t("Go to the tickets"), href=tickets, class_name="go"),
        custom_attrs={"data-go": tickets},
    )


def refused(pen: Paper, refusal: BiltenError) -> Markup:
    """Why somebody has no place."""
    return pen.el(
        "section",
        pen.el("h1", pen.t("This did not work")),
        pen.el("p", pen.t(refusal.text, **refusal.fields), class_name="lead"),
        pen.el("a", pen.t("Try again"), href="", class_name="go"),
    )


def _drawing(pen: Paper, event: EventPage, place: Place) -> Markup:
    opens = hour(place.opens_at, event.time_zone, pen.locale)
    zone = zone_name(place.opens_at, event.time_zone)
    day = short_day(place.opens_at, event.time_zone, pen.locale)
    return pen.el(
        "section",
        pen.el("h1", pen.t("You are here in time")),
        _countdown(pen, place.opens_at),
        pen.el(
            "p",
            pen.t(
                "The sale opens on {day} at {time} {zone}. Everybody who is here by then gets a "
                "random place: it makes no difference who came first.",
                day=day, time=opens, zone=zone,
            ),
            class_name="lead",
        ),
        _note(pen, place),
    )  # fmt: skip


def _waiting(pen: Paper, place: Place, left: int) -> Markup:
    position = place.position or 1
    sold_out = pen.t(
        "All places are taken or held at the moment. Some come back when a payment is not made."
    )
    return pen.el(
        "section",
        pen.el(
            "h1",
            pen.t("Your place in line"),
            pen.el("strong", number(position, pen.locale), class_name="position"),
        ),
        pen.el(
            "p",
            pen.tn("About {n} minute", "About {n} minutes", place.minutes or 1),
            class_name="minutes",
        ),
        pen.el(
            "p",
            pen.t("Keep this page open. It moves on by itself, and your place never gets worse."),
            class_name="lead",
        ),
        None if left else pen.el("p", sold_out, class_name="warning"),
        _note(pen, place),
        custom_attrs={"data-title": number(position, pen.locale)},
    )


def _turn(pen: Paper, event: EventPage, place: Place) -> Markup:
    return pen.el(
        "section",
        pen.el("h1", pen.t("It is your turn")),
        pen.el("p", pen.t("Choose your tickets before your time runs out."), class_name="lead"),
        _countdown(pen, place.until) if place.until else None,
        pen.el("p", pen.t(ONE_PURCHASE), class_name="note"),
        pen.el("a", pen.t("Choose tickets"), href=f"/e/{event.slug}#tickets", class_name="go"),
        _note(pen, place),
        class_name="turn",
        custom_attrs={"data-title": pen.t("It is your turn")},
    )


def _join(
    pen: Paper, event: EventPage, puzzle: Puzzle, words: str, *, at_once: bool = False
) -> Markup:
    told = {
        "data-join": puzzle.kind,
        "data-bits": str(puzzle.difficulty),
        "data-at-once": "" if at_once else None,
    }
    needs_script = pen.el("p", pen.t("Please allow scripts for this page: they prove that you are "
                                     "no robot."), class_name="warning")  # fmt: skip
    return pen.el(
        "form",
        pen.el("input", type="hidden", name="challenge", value=puzzle.challenge),
        pen.el("button", words, type="submit", class_name="go"),
        None if puzzle.kind == "none" else pen.el("noscript", needs_script),
        method="post",
        action=f"/waiting/{event.slug}",
        custom_attrs=told,
    )


def _countdown(pen: Paper, until: datetime) -> Markup:
    """A moment that the script counts down to."""
    told = {"datetime": until.isoformat(), "data-until": until.isoformat()}
    return pen.el("time", "\N{HORIZONTAL ELLIPSIS}", class_name="countdown", custom_attrs=told)


def _note(pen: Paper, place: Place) -> Markup:
    return pen.el(
        "p",
        pen.t("Your place belongs to this browser. Its id:"),
        " ",
        pen.el("code", str(place.turn_id)),
        class_name="note",
    )


def _what(pen: Paper, event: EventPage) -> Markup:
    cover = picture_of(event.cover, COVER_WIDTH)
    return pen.el(
        "aside",
        pen.el("img", src=cover.url, alt=cover.alt, class_name="cover") if cover.url else None,
        pen.el("p", event.title, class_name="title"),
        pen.el(
            "p",
            f"{long_day(event.starts_at, event.time_zone, pen.locale)}, ",
            hour(event.starts_at, event.time_zone, pen.locale),
            pen.el("br"),
            event.venue_name,
            class_name="when",
        ),
        class_name="what",
    )


def _about(pen: Paper, event: EventPage) -> Markup:
    return pen.el(
        "footer",
        pen.el("a", pen.t("How places are drawn, to check"), href=f"/waiting/{event.slug}/draw"),
        pen.el("a", pen.t("Back to the event"), href=f"/e/{event.slug}"),
    )
