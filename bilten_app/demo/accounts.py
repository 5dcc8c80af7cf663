"""The accounts a visitor of the demo may sign in with."""

from dataclasses import dataclass

PASSWORD = "doors open at seven"  # noqa: S105 - printed by `bilten up` for everybody to use


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who can sign in, and what they are there."""

    role: str
    email: str
    name: str
    password: str = PASSWORD


ORGANIZER = Account("Organizer", "organizer@bilten.example", "Camille Aubert")
FAN = Account("Fan", "fan@bilten.example", "Noor Haddad")
GATE = Account("Gate staff", "gate@bilten.example", "Sami Lindqvist")
STAFF = Account("Platform", "staff@bilten.example", "Ines Marchetti")

ACCOUNTS = (ORGANIZER, FAN, GATE, STAFF)
