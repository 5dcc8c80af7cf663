"""Mails about a sign-in that nobody can have travelled to."""

from datetime import datetime

from bilten_app.domains.messaging.templates.identity import from_where
from bilten_app.domains.messaging.templates.letter import Letter, Link, Pair
from bilten_app.kit.text import moment, msgid, say
from bilten_app.kit.zones import UTC


def far_away(
    *,
    name: str,
    browser: str,
    place: str,
    at: datetime,
    zone: str,
    end_url: str,
    origin: str,
    locale: str,
) -> Letter:
    """Tell an owner that somebody signed in from too far away, and how to end it at once."""
    subject = say(msgid("Somebody signed in to your account from far away"), locale)
    return Letter(
        locale=locale,
        subject=subject,
        preview=say(msgid("If it was not you, end it now."), locale),
        heading=subject,
        paragraphs=(
            say(
                msgid(
                    "Hello {name}, your account was opened in a new browser, at a place that "
                    "nobody can have reached since you signed in last. If it was not you, end it "
                    "now: you need not sign in for that."
                ),
                locale,
                name=name,
            ),
        ),
        details=from_where(at, browser=browser, place=place, zone=zone, locale=locale),
        action=Link(say(msgid("End this session"), locale), end_url),
        links_title=say(msgid("Then choose a new password"), locale),
        links=(Link(say(msgid("Choose a new password"), locale), f"{origin}/reset-password"),),
        notes=(
            say(
                msgid(
                    "It was you, and you use a VPN? Then places look farther than they are, and "
                    "there is nothing to do."
                ),
                locale,
            ),
        ),
    )


def far_away_for_staff(*, was: str, now: str, at: datetime, url: str, locale: str) -> Letter:
    """Tell staff that an account was opened from too far away."""
    subject = say(msgid("An account was opened from too far away"), locale)
    unknown = say(msgid("unknown"), locale)
    return Letter(
        locale=locale,
        subject=subject,
        preview=subject,
        heading=subject,
        paragraphs=(
            say(
                msgid(
                    "Nobody can have travelled from the sign-in before to this one. The owner was "
                    "mailed a link that ends it. Look whether other accounts were opened from "
                    "there."
                ),
                locale,
            ),
        ),
        details=(
            Pair(say(msgid("When"), locale), f"{moment(at, UTC, locale)} {UTC}"),
            Pair(say(msgid("Before"), locale), was or unknown),
            Pair(say(msgid("Now"), locale), now or unknown),
        ),
        action=Link(say(msgid("Look at the account"), locale), url),
    )
