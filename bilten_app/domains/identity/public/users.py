"""People with an account: who they are, how they come, what to mend in the form."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NewType
from uuid import UUID

from bilten_app.kit.errors import Invalid, Refused
from bilten_app.kit.facts import Fact
from bilten_app.kit.text import msgid

UserId = NewType("UserId", UUID)


@dataclass(frozen=True, slots=True)
class Registered(Fact):
    """Somebody made an account; `link_id` names the link that proves their address."""

    name = "identity.registered"

    user_id: UUID
    link_id: UUID


@dataclass(frozen=True, slots=True)
class SignUpTried(Fact):
    """Somebody wanted an account with the address of one that exists: its owner is told."""

    name = "identity.sign_up_tried"

    user_id: UUID
    attempt_id: UUID


class SecurityMatter(StrEnum):
    """What of an account's security changed; the value is the sentence for its owner."""

    password_changed = msgid("Your password was changed.")
    new_device = msgid("Somebody signed in to your account in a browser that is new to us.")
    factor_added = msgid("A second step was added to signing in.")
    factor_removed = msgid("A second step of signing in was switched off.")
    recovery_used = msgid("One of your recovery codes was used.")
    recovery_renewed = msgid("New recovery codes were made. Those you have kept stopped working.")
    code_reused = msgid(
        "Somebody typed a code of your authenticator app that had been used already. "
        "It was refused, but whoever typed it knows your password."
    )
    passkey_added = msgid("A passkey was added to your account.")
    passkey_removed = msgid("A passkey was taken off your account.")
    passkey_flagged = msgid("One of your passkeys may have been copied. It opens nothing any more.")
    second_step_asked = msgid(
        "An organization you work for asks for a second step. Set one up to go on working there."
    )
    login_linked = msgid("Another way to sign in was linked to your account.")
    login_unlinked = msgid("A way to sign in was taken off your account.")
    password_reset = msgid("A new password was chosen by a link from your mail.")
    app_let_in = msgid("You let an app act in your name. Your account shows it, and can end it.")
    app_shut_out = msgid("An app was shut out: what it proves itself by was used twice.")


@dataclass(frozen=True, slots=True)
class SecurityChanged(Fact):
    """Something changed that an account's owner must hear of.

    `matter` is the name of a SecurityMatter, `browser` and `place` say from where.
    """

    name = "identity.security_changed"

    user_id: UUID
    event_id: UUID
    matter: str
    browser: str
    place: str


@dataclass(frozen=True, slots=True)
class StuffingSuspected(Fact):
    """One network tried many accounts within an hour: staff hear of it, once for that hour."""

    name = "identity.stuffing_suspected"

    place: str
    hour: str
    accounts: int


@dataclass(frozen=True, slots=True)
class TollSuspected(Fact):
    """So many codes were texted to one country or area that no more are: staff hear of it."""

    name = "identity.toll_suspected"

    prefix: str
    hour: str


@dataclass(frozen=True, slots=True)
class TravelSuspected(Fact):
    """Somebody signed in where they cannot have travelled to; owner and staff hear of it.

    `was` and `now` are the countries, where they are known.
    """

    name = "identity.travel_suspected"

    user_id: UUID
    session_id: UUID
    browser: str
    place: str
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class ProfileView:
    """Who a user is, and how to write to them."""

    id: UUID
    name: str
    email: str
    locale: str
    time_zone: str = ""
    currency: str = ""


class Mend(StrEnum):
    """What to mend in the sign-up form: the name is the code, the value the sentence."""

    bad_email = msgid("This is not an e-mail address. It should look like name@example.com.")
    no_name = msgid("Tell us your name.")
    long_name = msgid("Please use a shorter name, at most 80 characters.")
    short_password = msgid("Use at least 12 characters. A few words in a row are easy to remember.")
    long_password = msgid("Use at most 128 characters.")
    common_password = msgid("This password is on every list of common ones. Please choose another.")
    simple_password = msgid(
        "This password is too easy to guess. Please mix more characters or words."
    )
    wrong_current = msgid("This is not your present password.")
    no_password = msgid(
        "You have no password yet. “Forgot your password?” mails you a link to choose one."
    )
    same_email = msgid("This is your address already.")
    bad_language = msgid("Choose one of the offered languages.")
    bad_zone = msgid("Choose one of the offered time zones.")
    bad_currency = msgid("Choose one of the offered currencies.")
    own_name_password = msgid("The password must not be your name or your address.")


class NotRegistered(Invalid):
    """The account could not be made; `problems` says why, field by field."""

    code = "not_registered"


class NotChanged(Invalid):
    """What was asked cannot be saved; `problems` says why, field by field."""

    code = "not_changed"


class NotVerified(Refused):
    """The address has to be proven first."""

    code = "not_verified"
    text = msgid("Please confirm your e-mail address first. The link is in your mail.")
