"""What Bilten needs from the world, as protocols and their values."""

from dataclasses import dataclass

from bilten_app.ports.bots import BotCheck
from bilten_app.ports.limits import RateLimiter
from bilten_app.ports.messages import EmailSender
from bilten_app.ports.paper import TicketPaper
from bilten_app.ports.payments import PaymentGateway
from bilten_app.ports.storage import ObjectStore


@dataclass(frozen=True, slots=True)
class Gateways:
    """Every door to the outside world."""

    payments: PaymentGateway
    email: EmailSender
    store: ObjectStore
    limits: RateLimiter
    bots: BotCheck
    paper: TicketPaper
