"""What is said of a place where personal data rests."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class Purpose(StrEnum):
    """What the data is there for."""

    account = "have an account"
    security = "keep accounts and the site safe"
    sale = "sell tickets and give money back"
    entry = "let people in"
    payment = "pay, and answer the bank"
    fraud = "find fraud"
    waiting = "wait for places"
    limits = "count what each person may buy"
    messages = "tell people what concerns them"
    books = "keep books and pay taxes"
    team = "let organizations work"
    machinery = "do each thing once, and prove what was done"
    privacy = "answer what people ask about their data"


class Ground(StrEnum):
    """Why the law lets us have it (GDPR, article 6)."""

    contract = "contract"
    consent = "consent"
    law = "legal obligation"
    interest = "legitimate interest"


class End(StrEnum):
    """What an erasure does to it."""

    deleted = "row deleted"
    blanked = "overwritten"
    renamed = "another name in its place"
    key = "key destroyed, once the law lets go"
    stays = "stays"


@dataclass(frozen=True, slots=True)
class Place:
    """Columns of a table that hold something about a person, and what becomes of them.

    `days` is how long they stay after `since`, whoever asks or not; without it they stay as long as
    what is said there.
    """

    table: str
    columns: tuple[str, ...]
    whose: str
    purpose: Purpose
    ground: Ground
    end: End
    since: str
    days: int | None = None

    @property
    def period(self) -> timedelta:
        """How long it stays; asking where no number of days is said is a mistake of ours."""
        if self.days is None:
            raise LookupError(f"{self.table} has no period")
        return timedelta(days=self.days)
