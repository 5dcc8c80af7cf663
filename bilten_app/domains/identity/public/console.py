"""What the platform's staff see of people, and what they can do to an account."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bilten_app.kit.errors import Forbidden, Invalid, Refused
from bilten_app.kit.roles import StaffRole
from bilten_app.kit.text import msgid


@dataclass(frozen=True, slots=True)
class PersonView:
    """A person with an account, as staff see them; never what proves who they are.

    Of who was erased they see that, and neither name nor address. `flagged_at` is since when a
    session is open that nobody can have travelled to.
    """

    id: UUID
    name: str
    email: str
    verified_at: datetime | None
    staff_role: StaffRole | None
    suspended_at: datetime | None
    suspended_for: str
    created_at: datetime
    sessions: int
    erased_at: datetime | None = None
    flagged_at: datetime | None = None


class Suspended(Invalid):
    """Whose password is right, but whose account is suspended."""

    code = "suspended"
    text = msgid("This account is suspended. Write to us if you think that this is a mistake.")


class NotSuspendable(Refused):
    """Staff are let out by their role, and nobody suspends themselves."""

    code = "not_suspendable"
    text = msgid("This is somebody of our staff. Take their role away first.")


class NotImpersonated(Forbidden):
    """Staff act for nobody of the staff, for nobody who is suspended, and not for themselves."""

    code = "not_impersonated"
    text = msgid("Nobody may act for this person.")
