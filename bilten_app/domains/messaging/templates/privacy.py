"""Mails about what people ask of their own data."""

from datetime import datetime

from bilten_app.domains.messaging.templates.letter import Letter, Link
from bilten_app.kit.text import moment, msgid, say, zone_name


def erasure_link(*, url: str, locale: str) -> Letter:
    """Let a guest show that an address is theirs, and choose."""
    return Letter(
        locale=locale,
        subject=say(msgid("Delete my data"), locale),
        preview=say(msgid("Nothing happens until you follow the link."), locale),
        heading=say(msgid("Delete what we know of you?"), locale),
        paragraphs=(
            say(
                msgid(
                    "Somebody asked that we delete what was bought or asked for with this "
                    "address. The link shows what goes and what stays. Nothing happens until you "
                    "say so there."
                ),
                locale,
            ),
        ),
        action=Link(say(msgid("See what would be deleted"), locale), url),
        notes=(
            say(msgid("The link works for seven days."), locale),
            say(msgid("It was not you? Then ignore this mail."), locale),
        ),
    )


def erasure_by_account(*, url: str, locale: str) -> Letter:
    """Tell who has an account that it is deleted there."""
    return Letter(
        locale=locale,
        subject=say(msgid("Delete my data"), locale),
        preview=say(msgid("You have an account: delete it there."), locale),
        heading=say(msgid("You have an account with this address"), locale),
        paragraphs=(
            say(
                msgid(
                    "Somebody asked that we delete what belongs to this address. It belongs to an "
                    "account, so sign in and delete it on the privacy page: so nobody else can."
                ),
                locale,
            ),
        ),
        action=Link(say(msgid("Open the privacy page"), locale), url),
        notes=(say(msgid("It was not you? Then ignore this mail."), locale),),
    )


def erasure_asked(*, url: str, due_at: datetime, zone: str, locale: str) -> Letter:
    """Say when somebody is erased, and how to undo it."""
    when = f"{moment(due_at, zone, locale)} {zone_name(due_at, zone)}"
    return Letter(
        locale=locale,
        subject=say(msgid("Your data will be deleted"), locale),
        preview=say(msgid("Until then you can take it back."), locale),
        heading=say(msgid("Your data will be deleted"), locale),
        paragraphs=(
            say(
                msgid(
                    "From {when} on we delete what we know of you. Until then you can change your "
                    "mind by the link below, whenever you like."
                ),
                locale,
                when=when,
            ),
            say(
                msgid(
                    "Tickets that you hold stay valid: keep the mails they came with, for we "
                    "cannot send them again. Invoices are kept as long as the law says."
                ),
                locale,
            ),
        ),
        action=Link(say(msgid("Keep my data"), locale), url),
        notes=(
            say(
                msgid("It was not you? Take it back by the link, and choose a new password."),
                locale,
            ),
        ),
    )


def erased(*, locale: str) -> Letter:
    """Say goodbye."""
    return Letter(
        locale=locale,
        subject=say(msgid("Your data is deleted"), locale),
        preview=say(msgid("This is the last mail from us."), locale),
        heading=say(msgid("Your data is deleted"), locale),
        paragraphs=(
            say(
                msgid(
                    "What we knew of you is deleted, with this address. Invoices stay as long as "
                    "the law says. This is the last mail from us."
                ),
                locale,
            ),
        ),
    )


def export_ready(*, url: str, locale: str) -> Letter:
    """Say that somebody's copy of their data can be fetched."""
    return Letter(
        locale=locale,
        subject=say(msgid("Your data is ready"), locale),
        preview=say(msgid("Fetch it within seven days."), locale),
        heading=say(msgid("Your data is ready"), locale),
        paragraphs=(
            say(
                msgid(
                    "The copy of your data that you asked for is ready. Sign in to fetch it; "
                    "after seven days it is deleted."
                ),
                locale,
            ),
        ),
        action=Link(say(msgid("Fetch my data"), locale), url),
        notes=(
            say(
                msgid("You did not ask for it? Choose a new password: somebody has used yours."),
                locale,
            ),
        ),
    )
