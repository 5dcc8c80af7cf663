"""Answers: whose, to what, and where they were given."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from bilten_app.kit.errors import Refused
from bilten_app.kit.text import msgid


class ConsentKind(StrEnum):
    """What can be agreed to. One organizer's news are theirs, all else is the platform's."""

    terms = "terms"
    privacy = "privacy"
    news = "news"
    organizer_news = "organizer_news"
    analytics = "analytics"


class Source(StrEnum):
    """Where an answer was given; the value is what its owner reads."""

    sign_up = msgid("when you made your account")
    checkout = msgid("at a checkout")
    asked_again = msgid("when we asked")
    account = msgid("on your privacy page")
    order = msgid("on the page of an order")
    mail = msgid("by the link in a mail")
    api = msgid("by a program")


@dataclass(frozen=True, slots=True)
class Whose:
    """Who answers: an address, and the account it belongs to, where there is one."""

    email: str
    user_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class AnswerView:
    """The latest answer to something; `organizer_id` says whose news, where it is about some."""

    id: UUID
    kind: ConsentKind
    organizer_id: UUID | None
    given: bool
    version: int
    source: Source
    at: datetime


class NotAsked(Refused):
    """What everybody with an account has to agree to is not taken back, and some things need more.

    An organizer's news need an organizer, and nothing else has one.
    """

    code = "not_asked"
    text = msgid("This cannot be answered like that. To leave, delete your account.")
