"""Mails about accounts."""

from datetime import datetime

from bilten_app.domains.messaging.templates.letter import Letter, Link, Pair
from bilten_app.kit.browsers import browser_words
from bilten_app.kit.text import moment, msgid, say, zone_name
from bilten_app.kit.zones import UTC


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


def taken(*, name: str, origin: str, locale: str) -> Letter:
    """Tell an owner that somebody wanted an account with their address."""
    return Letter(
        locale=locale,
        subject=say(msgid("You already have an account"), locale),
        preview=say(msgid("Somebody tried to make another one with your address."), locale),
        heading=say(msgid("You already have an account"), locale),
        paragraphs=(
            say(
                msgid(
                    "Hello {name}, somebody tried to make an account with this address. There is "
                    "one already: yours. If it was you, sign in, or choose a new password."
                ),
                locale,
                name=name,
            ),
        ),
        action=Link(say(msgid("Sign in"), locale), f"{origin}/sign-in"),
        links_title=say(msgid("Forgot your password?"), locale),
        links=(Link(say(msgid("Choose a new password"), locale), f"{origin}/reset-password"),),
        notes=(
            say(
                msgid("It was not you? Then do nothing: your account is as it was."),
                locale,
            ),
        ),
    )


def reset(*, name: str, url: str, locale: str) -> Letter:
    """Send the link to choose a new password."""
    return Letter(
        locale=locale,
        subject=say(msgid("Choose a new password"), locale),
        preview=say(msgid("The link works for one hour."), locale),
        heading=say(msgid("Choose a new password"), locale),
        paragraphs=(
            say(
                msgid(
                    "Hello {name}, somebody asked for a new password for your account. The link "
                    "works once, for one hour. It signs you out everywhere."
                ),
                locale,
                name=name,
            ),
        ),
        action=Link(say(msgid("Choose a new password"), locale), url),
        notes=(
            say(
                msgid("It was not you? Then ignore this mail: your password stays as it is."),
                locale,
            ),
        ),
    )


def new_address(*, name: str, url: str, locale: str) -> Letter:
    """Ask the new address whether it is theirs."""
    return Letter(
        locale=locale,
        subject=say(msgid("Confirm your new e-mail address"), locale),
        preview=say(msgid("The address of your account changes once you follow the link."), locale),
        heading=say(msgid("Is this your new address?"), locale),
        paragraphs=(
            say(
                msgid(
                    "Hello {name}, you asked that your account be moved to this address. Follow "
                    "the link within a day, and it counts."
                ),
                locale,
                name=name,
            ),
        ),
        action=Link(say(msgid("Use this address"), locale), url),
        notes=(say(msgid("You did not ask for this? Then ignore this mail."), locale),),
    )


def old_address(*, name: str, url: str, locale: str) -> Letter:
    """Tell the old address that it is no longer the account's, and how to take it back."""
    return Letter(
        locale=locale,
        subject=say(msgid("The address of your account was changed"), locale),
        preview=say(msgid("If it was not you, take it back."), locale),
        heading=say(msgid("The address of your account was changed"), locale),
        paragraphs=(
            say(
                msgid(
                    "Hello {name}, your account now has another e-mail address. If it was you, "
                    "there is nothing to do. If not, take it back within seven days: everybody is "
                    "signed out, and you choose a new password."
                ),
                locale,
                name=name,
            ),
        ),
        action=Link(say(msgid("Take it back"), locale), url),
    )


def code(*, name: str, digits: str, locale: str) -> Letter:
    """Send a code; its preview is the whole of a text message."""
    said = say(
        msgid("{digits} is your Bilten code. It works for ten minutes. Tell it to nobody."),
        locale,
        digits=digits,
    )
    return Letter(
        locale=locale,
        subject=say(msgid("Your code is {digits}"), locale, digits=digits),
        preview=said,
        heading=digits,
        paragraphs=(say(msgid("Hello {name},"), locale, name=name), said),
        notes=(
            say(
                msgid(
                    "You did not ask for it? Then somebody knows your password. Choose a new one."
                ),
                locale,
            ),
        ),
    )


def security(
    *,
    name: str,
    matter: str,
    browser: str,
    place: str,
    at: datetime,
    zone: str,
    origin: str,
    locale: str,
) -> Letter:
    """Tell an owner what changed in their account, from where, and what to do about it."""
    return Letter(
        locale=locale,
        subject=say(msgid("About the security of your account"), locale),
        preview=say(matter, locale),
        heading=say(matter, locale),
        paragraphs=(
            say(
                msgid(
                    "Hello {name}, if it was you, there is nothing to do. If not, choose a new "
                    "password at once, and look where you are signed in."
                ),
                locale,
                name=name,
            ),
        ),
        details=from_where(at, browser=browser, place=place, zone=zone, locale=locale),
        action=Link(say(msgid("Look at my account"), locale), f"{origin}/account/security"),
        links_title=say(msgid("It was not you?"), locale),
        links=(Link(say(msgid("Choose a new password"), locale), f"{origin}/reset-password"),),
    )


def from_where(
    at: datetime, *, browser: str, place: str, zone: str, locale: str
) -> tuple[Pair, ...]:
    """Return when something happened, in which browser and network, as far as it is known."""
    details = [
        Pair(say(msgid("When"), locale), f"{moment(at, zone, locale)} {zone_name(at, zone)}")
    ]
    if browser:
        details.append(Pair(say(msgid("Browser"), locale), browser_words(browser, locale)))
    if place:
        details.append(Pair(say(msgid("Network"), locale), place))
    return tuple(details)


def stuffing(*, place: str, accounts: int, at: datetime, origin: str, locale: str) -> Letter:
    """Tell staff that somebody tries out a list of accounts."""
    subject = say(msgid("Somebody tries many accounts from {place}"), locale, place=place)
    said = say(
        msgid(
            "At least {n} accounts were tried from this network within an hour, and each "
            "attempt failed. Attempts are slowed down already; look whether one succeeds."
        ),
        locale,
        n=accounts,
    )
    return _alert(subject, said, at=at, origin=origin, locale=locale)


def toll(*, prefix: str, at: datetime, origin: str, locale: str) -> Letter:
    """Tell staff that somebody may earn by the codes that we text."""
    subject = say(msgid("Many codes are texted to {prefix}"), locale, prefix=prefix)
    said = say(
        msgid(
            "For up to an hour no more go to numbers that begin like this. Who earns by "
            "such texts has them sent to many numbers of their own: look who asked for "
            "them, and what the text gateway charges."
        ),
        locale,
    )
    return _alert(subject, said, at=at, origin=origin, locale=locale)


def network_barred(*, address: str, minutes: int, origin: str, locale: str) -> Letter:
    """Tell staff that a network was refused so often that it is shut out for a while."""
    subject = say(msgid("{address} is shut out"), locale, address=address)
    return Letter(
        locale=locale,
        subject=subject,
        preview=subject,
        heading=subject,
        paragraphs=(
            say(
                msgid(
                    "It was refused again and again within a minute, so nothing is taken from it "
                    "for {n} minutes. Let it in again, or keep it out for longer, in the console."
                ),
                locale,
                n=minutes,
            ),
        ),
        action=Link(say(msgid("Open the networks"), locale), f"{origin}/admin/network"),
    )


def _alert(subject: str, said: str, *, at: datetime, origin: str, locale: str) -> Letter:
    """Tell staff of something to look at."""
    return Letter(
        locale=locale,
        subject=subject,
        preview=subject,
        heading=subject,
        paragraphs=(said,),
        details=(Pair(say(msgid("When"), locale), f"{moment(at, UTC, locale)} {UTC}"),),
        action=Link(say(msgid("Open the console"), locale), f"{origin}/admin"),
    )
