"""What happens around the sales: at the counter, at the desk, at the bank, in front of a sale."""

from dataclasses import dataclass
from typing import Literal

from bilten_app.demo.content.people import Person

type Outcome = Literal["needs_response", "under_review", "won", "lost"]

COUNTER = "le-bal-des-papillons"
"""Where tickets are sold over the counter, given away, and taken in from elsewhere."""

DISPUTED = "light-machines"
HELD = "encre-et-pression"
LISTED = "glasshouse-sessions-dark"
RUSHED = "paper-satellites-live"
IN_WALLETS = "glasshouse-sessions-dark"


@dataclass(frozen=True, slots=True)
class Handed:
    """A sale over the counter, minutes after the shift began; `reference` is a terminal's."""

    minutes: int
    lines: tuple[tuple[int, int], ...]
    cash: int = 0
    reference: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Shift:
    """Hours at the drawer; one that was counted is over."""

    hours_ago: float
    drawer: int
    sales: tuple[Handed, ...]
    over_minutes: int = 0
    counted: int = 0
    note: str = ""


SHIFTS = (
    Shift(
        51, 15_000,
        (
            Handed(9, ((0, 2), (1, 1)), cash=3000),
            Handed(24, ((0, 1), (1, 1)), reference="TRM 48213", name="Margaux Vauquelin"),
            Handed(31, ((0, 1), (1, 2), (2, 1)), cash=2050),
            Handed(58, ((1, 1),), cash=600),
        ),
        over_minutes=190, counted=19_848, note="Deux euros de moins : rendu trop de monnaie ?",
    ),
    Shift(
        1.4, 15_000,
        (
            Handed(12, ((0, 1), (1, 1)), cash=2000),
            Handed(47, ((0, 2), (1, 2)), reference="TRM 48377"),
        ),
    ),
)  # fmt: skip

GUESTS = (
    (Person("Hélène Chênevert", "helene@presse.example", "fr"), ((1, 1),)),
    (Person("École du Canal", "direction@ecole-du-canal.example", "fr"), ((0, 2), (1, 1))),
)

NOTES = (
    "A téléphoné : arrive avec une poussette double, place près de la porte promise.",
    "Two seats next to the quiet corner, please. Agreed with Camille on the phone.",
)

SOLD_ELSEWHERE = """\
Reference;Name;E-mail;Ticket;Quantity;Price
MQ-118;Anaïs Beaufrère;anais.b@example.org;Enfant;2;8.00
MQ-118-A;Anaïs Beaufrère;anais.b@example.org;Adulte;1;5.00
MQ-121;Loïc Delaçroix;loic.d@example.net;Enfant;1;8.00
MQ-124;Solène Lefèbure;solene.l@example.com;Bébé;1;0
MQ-127;Côme Marchandeau;come.m@example.org;Grand-parent;1;5.00
MQ-130;Margaux d’Aubrac;not an address;Adulte;2;5.00
"""  # noqa: RUF001 - a typographic apostrophe is meant


@dataclass(frozen=True, slots=True)
class GiftCard:
    """Money for later, and why it was given out."""

    value: int
    note: str
    paused: bool = False


CARDS = (
    GiftCard(5000, "Tombola du printemps"),
    GiftCard(2500, "Thanks to the volunteers of the last ball"),
    GiftCard(10_000, "Lost in the post, a new one was sent", paused=True),
)
CREDIT = 1500
CREDIT_FOR = "The quiet hour was louder than promised"

WAITING = (
    (Person("Sigríður Hallsdóttir", "sigridur@example.org", "en"), 2, 1),
    (Person("Theo Penrose", "theo.penrose@example.com", "en"), 4, 4),
    (Person("Frieda Lindenthal", "frieda@example.net", "de"), 1, 1),
    (Person("葵 水島", "aoi.m@example.org", "en"), 3, 2),
)


@dataclass(frozen=True, slots=True)
class Claim:
    """A bank asks for the money of an order back.

    Which of those that cost something, how long ago, and what became of it.
    """

    order: int
    days_ago: int
    outcome: Outcome


CLAIMS = (
    Claim(0, 19, "won"),
    Claim(1, 12, "lost"),
    Claim(3, 5, "under_review"),
    Claim(5, 6, "needs_response"),
    Claim(8, 2, "needs_response"),
)
STATEMENT = (
    "The tickets were mailed within a minute of the payment, and scanned at the door the day "
    "after. Our refund policy was shown before and after the payment."
)

WATCHED = "resale-desk.example"
WATCHED_FOR = "Sold tickets on at three times their price before the last two fairs."
CARD_OF_MANY = "4000000760000002"
SUSPECTS = (
    (Person("Dario Velluti", f"orders1@{WATCHED}", "en"), ((0, 2),)),
    (Person("D. Veluti", f"orders2@{WATCHED}", "en"), ((0, 4),)),
    (Person("Marta Quill", f"orders3@{WATCHED}", "en"), ((1, 2),)),
    (Person("M. Kwill", f"orders4@{WATCHED}", "en"), ((1, 4),)),
)
LET_GO = 0
LET_GO_FOR = "Called the number on the order: a teacher, two places for her class."
