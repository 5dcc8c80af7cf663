"""A session begins: after a password, a link, or whatever else proved who somebody is."""

from dataclasses import dataclass
from uuid import UUID

from bilten_app.domains.identity.models import Session
from bilten_app.domains.identity.public import SignedIn, UserId, Verb
from bilten_app.domains.identity.rules import ABSOLUTE, OPENED_BY_LEAKED, expiry, network_of
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.ids import new_token, token_hash
from bilten_app.kit.typed import one_line

LONGEST_AGENT = 200


@dataclass(frozen=True, slots=True)
class Browser:
    """What a browser tells of itself: its network address, and what it says it is."""

    address: str = ""
    agent: str = ""

    @property
    def said(self) -> str:
        """What is kept of what it says it is."""
        return one_line(self.agent)[:LONGEST_AGENT]

    @property
    def place(self) -> str:
        """What is kept of where it is."""
        return network_of(self.address)


def open_session(
    uow: UnitOfWork,
    user_id: UUID,
    browser: Browser,
    *,
    session_id: UUID,
    device: str = "",
    opened_by: str = "",
) -> SignedIn:
    """Write down a session; its token goes into the cookie and is kept nowhere.

    `device` is the token of a browser that is new to the user.
    """
    token, now = new_token(), uow.clock.now()
    uow.add(
        Session(
            id=session_id,
            user_id=user_id,
            token_hash=token_hash(token),
            agent=browser.said,
            place=browser.place,
            created_at=now,
            seen_at=now,
            proved_at=now,
            expires_at=expiry(now, now),
            opened_by=opened_by,
        )
    )
    uow.audit(Verb.signed_in, user_id)
    return SignedIn(
        UserId(user_id),
        token,
        int(ABSOLUTE.total_seconds()),
        device=device,
        is_leaked=opened_by == OPENED_BY_LEAKED,
    )
