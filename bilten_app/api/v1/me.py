"""Oneself: how somebody with an account is called, and how they want things shown."""

from typing import Self
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, Field

from bilten_app.api.deps import Person, Rt
from bilten_app.api.shapes import In, Words
from bilten_app.domains.identity import queries
from bilten_app.domains.identity import service as identity
from bilten_app.domains.identity.public import ProfileView

router = APIRouter(prefix="/me", tags=["You"])


class ProfileOut(BaseModel):
    """Who you are here."""

    id: UUID
    name: str = Field(examples=["Noor Aziz"])
    email: str
    locale: str = Field(description="The language of pages and mails.", examples=["en"])
    time_zone: str = Field(description="Empty when you never said.", examples=["Africa/Cairo"])
    currency: str = Field(
        description="In which prices are shown beside the event's own; empty for none.",
        examples=["EGP"],
    )

    @classmethod
    def of(cls, person: ProfileView) -> Self:
        """Return the shape of a profile."""
        return cls(
            id=person.id, name=person.name, email=person.email, locale=person.locale,
            time_zone=person.time_zone, currency=person.currency,
        )  # fmt: skip


class ProfileIn(In):
    """Your profile as it is to be."""

    name: Words = Field(examples=["Noor Aziz"])
    locale: Words = Field(examples=["en"])
    time_zone: Words = Field(default="", examples=["Africa/Cairo"])
    currency: Words = Field(default="", examples=["EGP"])


@router.get("", summary="Your profile")
async def get_profile(rt: Rt, actor: Person) -> ProfileOut:
    """Return the profile of the signed-in person; a program has none."""
    user_id = actor.require_user()
    async with rt.read() as session:
        return ProfileOut.of(await queries.profile(session, user_id))


@router.put("", summary="Change your profile")
async def change_profile(rt: Rt, actor: Person, wanted: ProfileIn) -> ProfileOut:
    """Save how you are called and how you want things shown, by your own hand."""
    async with rt.unit_of_work(actor) as uow:
        await identity.change_profile(
            uow, actor, name=wanted.name, locale=wanted.locale, time_zone=wanted.time_zone,
            currency=wanted.currency,
        )  # fmt: skip
    return await get_profile(rt, actor)
