"""The text that a wallet signs to sign in (EIP-4361), in one form.

There is one way to write each message: a second spelling, a field that we do not write, or
anything before or after is no message. So what a person was shown is what was checked.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from bilten_app.kit.evm import checksummed, parse_address

LONGEST = 2_000
MOMENT = "%Y-%m-%dT%H:%M:%SZ"
_WHEN = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"
_FORM = re.compile(
    r"(?P<domain>[A-Za-z0-9.:\[\]-]{1,255}) wants you to sign in with your Ethereum account:\n"
    r"(?P<address>0x[0-9a-fA-F]{40})\n"
    r"\n"
    r"(?P<statement>[ -~]{1,300})\n"
    r"\n"
    r"URI: (?P<uri>[!-~]{1,500})\n"
    r"Version: 1\n"
    r"Chain ID: (?P<chain_id>[1-9][0-9]{0,17})\n"
    r"Nonce: (?P<nonce>[A-Za-z0-9]{8,64})\n"
    rf"Issued At: (?P<issued_at>{_WHEN})\n"
    rf"Expiration Time: (?P<expires_at>{_WHEN})"
    rf"(?:\nNot Before: (?P<not_before>{_WHEN}))?",
    re.ASCII,
)


class NoMessage(Exception):
    """The text is no message of this form."""


@dataclass(frozen=True, slots=True)
class Message:
    """Who signs in where, on which chain, in which round, and from when until when."""

    domain: str
    address: str
    statement: str
    uri: str
    chain_id: int
    nonce: str
    issued_at: datetime
    expires_at: datetime
    not_before: datetime | None = None

    def __str__(self) -> str:
        """Return the text to sign."""
        lines = [
            f"{self.domain} wants you to sign in with your Ethereum account:",
            self.address,
            "",
            self.statement,
            "",
            f"URI: {self.uri}",
            "Version: 1",
            f"Chain ID: {self.chain_id}",
            f"Nonce: {self.nonce}",
            f"Issued At: {self.issued_at.strftime(MOMENT)}",
            f"Expiration Time: {self.expires_at.strftime(MOMENT)}",
        ]
        if self.not_before:
            lines.append(f"Not Before: {self.not_before.strftime(MOMENT)}")
        return "\n".join(lines)


def read(text: str) -> Message:
    """Return what a text says; nothing in it is true yet. Raises NoMessage."""
    found = _FORM.fullmatch(text) if len(text) <= LONGEST else None
    if found is None:
        raise NoMessage("not of the form")
    try:
        return Message(
            domain=found["domain"],
            address=_address(found["address"]),
            statement=found["statement"],
            uri=found["uri"],
            chain_id=int(found["chain_id"]),
            nonce=found["nonce"],
            issued_at=_moment(found["issued_at"]),
            expires_at=_moment(found["expires_at"]),
            not_before=_moment(found["not_before"]) if found["not_before"] else None,
        )
    except ValueError as error:
        raise NoMessage("an address or a moment that there is not") from error


def _address(text: str) -> str:
    """Return an address that is in its one spelling, or raise ValueError."""
    if checksummed(parse_address(text)) != text:
        raise ValueError(text)
    return text


def _moment(text: str) -> datetime:
    return datetime.strptime(text, MOMENT).replace(tzinfo=UTC)
