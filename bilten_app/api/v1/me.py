"""Oneself: how somebody with an account is called, and how they want things shown."""

from datetime import datetime
from typing import Self
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, Field

from bilten_app.api.deps import Called, Person, Rt
from bilten_app.api.shapes import In, Words
from bilten_app.domains.consents import queries as consent_queries
from bilten_app.domains.consents import service as consents
from bilten_app.domains.consents.public import AnswerView, ConsentKind, Source
from bilten_app.domains.identity import queries
from bilten_app.domains.identity import service as identity
from bilten_app.domains.identity.public import ProfileView
from bilten_app.domains.organizers import queries as organizers

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


class AnswerOut(BaseModel):
    """What you said to something you were asked; the latest answer counts."""

    kind: ConsentKind
    organizer_id: UUID | None = Field(description="Whose news, where it is about an organizer.")
    given: bool
    version: int = Field(description="Of the words that were shown.")
    at: datetime

    @classmethod
    def of(cls, answer: AnswerView) -> Self:
        """Return the shape of an answer."""
        return cls(
            kind=answer.kind, organizer_id=answer.organizer_id, given=answer.given,
            version=answer.version, at=answer.at,
        )  # fmt: skip


class AnswerListOut(BaseModel):
    """All your answers."""

    answers: list[AnswerOut]


class AnswerIn(In):
    """What you say to something."""

    given: bool
    organizer_id: UUID | None = Field(
        default=None, description="Whose news it is about: with `organizer_news` only."
    )


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


@router.get("/consents", summary="What you agreed to")
async def list_consents(rt: Rt, actor: Person) -> AnswerListOut:
    """Return your latest answer to each thing you were asked."""
    actor.require_user()
    async with rt.read() as session:
        found = await consent_queries.mine(session, actor)
    return AnswerListOut(answers=[AnswerOut.of(one) for one in found])


@router.put("/consents/{kind}", summary="Agree, or take it back")
async def answer_consent(
    rt: Rt, actor: Person, called: Called, kind: ConsentKind, said: AnswerIn
) -> AnswerListOut:
    """Answer to the words as they are now. The terms and the privacy notice are not taken back."""
    if said.organizer_id:
        async with rt.read() as session:
            await organizers.by_id(session, said.organizer_id)
    async with rt.unit_of_work(actor) as uow:
        await consents.answer_mine(
            uow, rt.vault, actor, kind, given=said.given, source=Source.api,
            organizer_id=said.organizer_id, address=called.address,
        )  # fmt: skip
    return await list_consents(rt, actor)
