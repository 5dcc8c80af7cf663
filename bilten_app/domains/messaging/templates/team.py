"""Mails to those who are asked into a team."""

from bilten_app.domains.messaging.templates.letter import Letter, Link
from bilten_app.kit.text import msgid, say


def invited(*, organizer: str, sent_by: str, url: str, locale: str) -> Letter:
    """Ask somebody into the team of an organization."""
    return Letter(
        locale=locale,
        subject=say(msgid("Join the team of {organizer}"), locale, organizer=organizer),
        preview=say(msgid("{name} invites you."), locale, name=sent_by),
        heading=say(msgid("Join {organizer} on Bilten"), locale, organizer=organizer),
        paragraphs=(
            say(
                msgid("{name} invites you to work on the events of {organizer}."),
                locale,
                name=sent_by,
                organizer=organizer,
            ),
        ),
        action=Link(say(msgid("See the invitation"), locale), url),
        notes=(
            say(msgid("The link is for this address only, and good for seven days."), locale),
            say(msgid("You do not know them? Then ignore this mail."), locale),
        ),
    )
