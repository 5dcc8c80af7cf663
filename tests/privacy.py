"""Somebody who did all that people do here, and a look for them in the whole database."""

from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

from sqlalchemy import text

from bilten_app.domains.identity import service as identity
from bilten_app.domains.orders import service as orders
from bilten_app.domains.orders.public import OrderRef
from bilten_app.domains.organizers import service as organizers
from bilten_app.domains.pricing import service as pricing
from bilten_app.domains.pricing.public.drafts import TaxDraft
from bilten_app.domains.privacy import service as privacy
from bilten_app.infra import once
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import GUEST, Actor
from bilten_app.kit.clock import FrozenClock
from bilten_app.kit.roles import Role
from tests.counter import request
from tests.factories import Stage, given_checkout, given_event
from tests.gateway import card, gateway_of, hear
from tests.people import PASSWORD, actor_of, given_user
from tests.work import settle

NAME, EMAIL = "Wilhelmina Oortkrater", "wilhelmina@oortkrater.example.com"
LOOKED_FOR = ("oortkrater", "wilhelmina")
SELLER = TaxDraft(
    registered=True, legal_name="Jazz GmbH", address="Quay 7", country="DE",
    vat_id="DE123456788", invoice_prefix="JAZZ",
)  # fmt: skip
# The world outside, which happens to live in the same database where nobody has keys for it.
OUTSIDE = ("sandbox",)


@dataclass(frozen=True, slots=True)
class Life:
    """What somebody left behind."""

    actor: Actor
    stage: Stage
    ref: OrderRef


async def given_person(rt: Runtime) -> Actor:
    """Register and sign in."""
    await given_user(rt, email=EMAIL, name=NAME)
    signed_in = await identity.sign_in(
        rt, GUEST, email=EMAIL, password=PASSWORD, address="192.0.2.7"
    )
    actor = await actor_of(rt, signed_in.token, visitor="w" * 43)
    return replace(actor, proved_at=rt.clock.now(), asked_at=rt.clock.now())


async def given_bought(rt: Runtime, stage: Stage, actor: Actor) -> OrderRef:
    """Buy two tickets."""
    ref = await orders.place(rt, actor, event_id=stage.event_id, lines={stage.types[0]: 2})
    async with rt.unit_of_work(actor) as uow:
        asked = request("describe")
        await once.claim(uow, asked)
        await orders.describe_buyer(uow, order_id=ref.id, name=NAME, email=EMAIL)
        await once.answer(uow, {asked: {"buyer_name": NAME, "buyer_email": EMAIL}})
    checkout = await given_checkout(rt, ref)
    await gateway_of(rt).choose(checkout, card("Success"))
    await hear(rt, checkout, f"evt_{ref.code}")
    await settle(rt, without=("messaging.send",))
    return ref


async def given_life(rt: Runtime) -> Life:
    """Let somebody sign up, buy, wait, be invited, ask for their money back, and write to us."""
    stage = await given_event(rt)
    async with rt.unit_of_work(stage.owner) as uow:
        await pricing.save_taxes(uow, stage.owner, organizer_id=stage.organizer_id, draft=SELLER)
    actor = await given_person(rt)
    ref = await given_bought(rt, stage, actor)
    await organizers.invite(
        rt, stage.owner, organizer_id=stage.organizer_id, email=EMAIL, role=Role.manager
    )
    async with rt.unit_of_work(stage.owner) as uow:
        await orders.write_note(uow, stage.owner, order_id=ref.id, words=f"{NAME} has called.")
    async with rt.unit_of_work() as uow:
        told = once.ExternalEvent("stripe", "evt_of_theirs", {"billing": {"email": EMAIL}})
        await once.store(uow, [told])
        await once.mark_handled(uow, [("stripe", "evt_of_theirs")])
    await identity.ask_address(rt, actor, email="w@oortkrater.example.com", current=PASSWORD)
    await settle(rt, without=("messaging.send",))
    return Life(actor, stage, ref)


def time_to_think(rt: Runtime) -> None:
    """Let the time pass in which an erasure can be taken back."""
    assert isinstance(rt.clock, FrozenClock)
    rt.clock.move(timedelta(days=rt.settings.erasure_days + 1))


async def erase(rt: Runtime) -> None:
    """Let the time to think pass, and do what is due."""
    time_to_think(rt)
    await privacy.erase_due(rt)
    await settle(rt, without=("messaging.send",))


async def found(rt: Runtime, *words: str) -> list[str]:
    """Return every place in the database, table by table, that still holds one of these words."""
    places: list[str] = []
    async with rt.read() as session:
        tables = await session.execute(
            text(
                "SELECT table_schema, table_name FROM information_schema.tables WHERE table_type ="
                " 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')"
            )
        )
        for schema, table in tables.all():
            if schema in OUTSIDE:
                continue
            for word in words:
                # Bytes are looked through as the letters that they may be.
                asked = text(
                    f'SELECT count(*) FROM "{schema}"."{table}" t WHERE t::text ILIKE :word'
                    " OR t::text ILIKE :bytes"
                )
                looked = {"word": f"%{word}%", "bytes": f"%{word.encode().hex()}%"}
                count = (await session.execute(asked, looked)).scalar_one()
                if count:
                    places.append(f"{table}: {word}")
    return sorted(places)


async def user_row(rt: Runtime, user_id: UUID) -> dict[str, object]:
    """Return the row of an account as it is."""
    async with rt.read() as session:
        row = await session.execute(text("SELECT * FROM users WHERE id = :id"), {"id": user_id})
        return dict(row.mappings().one())
