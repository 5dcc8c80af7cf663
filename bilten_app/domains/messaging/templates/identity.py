"""Mails about accounts."""

from bilten_app.domains.messaging.templates.letter import Letter, Link
from bilten_app.kit.text import msgid, say


def verify(*, name: str, url: str, locale: str) -> Letter:
    """Ask somebody to prove that an address is theirs."""
    return Letter(
        locale=locale,
        subject=say(msgid("Confirm your e-mail address"), locale),
        preview=say(msgid("One click, and your account is ready."), locale),
        heading=say(msgid("Is this your address?"), locale),
        paragraphs=(
            say(
                msgid(
                    "Hello {name}, please confirm that this address is yours. Your tickets will "
                    "be sent to it, and your events can go on sale."
                ),
                locale,
                name=name,
            ),
        ),
        action=Link(say(msgid("Confirm my address"), locale), url),
        notes=(
            say(
                msgid(
                    "You did not make an account? Then ignore this mail: without the link "
                    "nothing happens."
                ),
                locale,
            ),
        ),
    )
