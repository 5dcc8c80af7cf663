"""Saved cards: their owner sees them, and pays with them as on the pages."""

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, Field

from bilten_app.api.deps import Person, Rt
from bilten_app.domains.payments import queries
from bilten_app.domains.payments.public import CardView

router = APIRouter(tags=["Orders"])


class CardOut(BaseModel):
    """A card that a payment service remembers; never its number."""

    id: UUID
    gateway: str = Field(examples=["stripe"])
    brand: str = Field(examples=["visa"])
    last4: str = Field(examples=["4242"])
    expires: str = Field(examples=["03/2030"])
    saved_at: datetime

    @classmethod
    def of(cls, card: CardView) -> "CardOut":
        """Return the card for its owner."""
        return cls(
            id=card.id, gateway=card.gateway, brand=card.brand, last4=card.last4,
            expires=card.expires, saved_at=card.saved_at,
        )  # fmt: skip


class CardListOut(BaseModel):
    """The cards of who asks, the newest first."""

    cards: list[CardOut]


@router.get("/cards", summary="Your saved cards")
async def list_cards(rt: Rt, actor: Person) -> CardListOut:
    """Return the cards of the signed-in person; a program has none and sees none."""
    user_id = actor.require_user()
    async with rt.read() as session:
        found = await queries.saved_cards(session, user_id)
    return CardListOut(cards=[CardOut.of(card) for card in found])
