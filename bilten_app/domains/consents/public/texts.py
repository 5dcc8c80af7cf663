"""The words people agree to, each with its version.

Who changes a text gives it the next version and a new day: what was agreed to before was the text
before, which is in the history of this file. A test knows each version by its fingerprint.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bilten_app.domains.consents.public.answers import ConsentKind
from bilten_app.kit.text import msgid


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a longer text."""

    title: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wording:
    """A text as it is now: its name, what the box says, and what it says at length."""

    version: int
    since: date
    title: str
    asked: str
    sections: tuple[Section, ...] = ()


TERMS = Wording(
    version=1,
    since=date(2026, 11, 29),
    title=msgid("Terms of use"),
    asked=msgid("I agree to the terms of use."),
    sections=(
        Section(
            msgid("Who sells"),
            (
                msgid(
                    "Tickets are sold by the organizer who is named on the event's page. Bilten "
                    "is the place where they are sold: we take the payment for the organizer, "
                    "send the tickets and open the gates."
                ),
                msgid(
                    "The price you see before you pay is the price you pay, with every fee and "
                    "tax in it."
                ),
            ),
        ),
        Section(
            msgid("Your tickets"),
            (
                msgid(
                    "A ticket lets in whoever shows it first, once, for the event and the place "
                    "that it names. Keep its link to yourself, or pass it on by changing its "
                    "name where the organizer allows it."
                ),
                msgid(
                    "Whether and until when money goes back is the organizer's rule on the "
                    "event's page. When an event is cancelled, what you paid goes back."
                ),
            ),
        ),
        Section(
            msgid("Your account"),
            (
                msgid(
                    "An account belongs to one person. Keep what opens it to yourself, and tell "
                    "us when somebody else got in."
                ),
                msgid(
                    "Do not buy by machine to sell on, do not pay with what is not yours, and do "
                    "not disturb the site. We may stop accounts and orders that do."
                ),
                msgid("You can delete your account at any time on your privacy page."),
            ),
        ),
        Section(
            msgid("When something changes"),
            (
                msgid(
                    "When these terms change, we ask you again the next time you are here. What "
                    "you bought before stays under the terms you bought it under."
                ),
            ),
        ),
    ),
)
PRIVACY = Wording(
    version=1,
    since=date(2026, 11, 29),
    title=msgid("Privacy notice"),
    asked=msgid("I have read the privacy notice."),
    sections=(
        Section(
            msgid("What we know of you, and why"),
            (
                msgid(
                    "To sell you a ticket we need your name, your mail address and what you "
                    "bought. The organizer of the event sees them, too: they let you in and "
                    "tell you when something changes."
                ),
                msgid(
                    "To keep accounts safe we note where you sign in: the browser, and the "
                    "network, never your whole address on it."
                ),
                msgid(
                    "Cards and bank accounts are kept by the payment service. We never see their "
                    "numbers."
                ),
            ),
        ),
        Section(
            msgid("Who may write to you"),
            (
                msgid(
                    "What concerns your order or your account comes by mail. Anything else comes "
                    "only if you said yes, to us or to one organizer, and each such mail has a "
                    "link that ends it at once."
                ),
            ),
        ),
        Section(
            msgid("How long it stays"),
            (
                msgid(
                    "Orders and tickets keep your name for three years after the event, invoices "
                    "as long as tax law asks of the seller, and messages for ninety days."
                ),
            ),
        ),
        Section(
            msgid("What you can do"),
            (
                msgid(
                    "On your privacy page you get a copy of all we know, see what you agreed to, "
                    "take it back, and have everything deleted. Without an account, the page "
                    "“Delete my data” does it by a link to your mail."
                ),
            ),
        ),
    ),
)
NEWS = Wording(
    version=1,
    since=date(2026, 11, 29),
    title=msgid("News from Bilten"),
    asked=msgid("Write to me about events I may like, a few times a month at most."),
)
ORGANIZER_NEWS = Wording(
    version=1,
    since=date(2026, 11, 29),
    title=msgid("News from an organizer"),
    asked=msgid("{organizer} may write to me about their other events."),
)
ANALYTICS = Wording(
    version=1,
    since=date(2026, 11, 29),
    title=msgid("Statistics"),
    asked=msgid("Count how I use the site, under a made-up name, to make it better."),
)

TEXTS: Mapping[ConsentKind, Wording] = {
    ConsentKind.terms: TERMS,
    ConsentKind.privacy: PRIVACY,
    ConsentKind.news: NEWS,
    ConsentKind.organizer_news: ORGANIZER_NEWS,
    ConsentKind.analytics: ANALYTICS,
}
REQUIRED = (ConsentKind.terms, ConsentKind.privacy)
"""What who has an account has to agree to, in its present version."""
