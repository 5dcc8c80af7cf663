"""Who bought stands on papers as long as the law says, and then nobody can read it."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bilten_app.domains.invoices import service as invoices
from bilten_app.domains.invoices.queries import with_content
from bilten_app.domains.invoices.service.buyers import buyer_of, years_by_country
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.clock import FrozenClock
from tests.privacy import EMAIL, NAME, given_life

PLAIN = """
    UPDATE invoices SET content = content - 'locked'
        || jsonb_build_object('buyer', jsonb_build_object('lines',
            jsonb_build_array('Wilhelmina'), 'vat_id', ''))
"""


async def paper(rt: Runtime) -> UUID:
    async with rt.read() as session:
        return (await session.execute(text("SELECT id FROM invoices"))).scalar_one()


async def buyer(rt: Runtime) -> tuple[str, ...]:
    async with rt.read() as session:
        view, content = await with_content(session, await paper(rt))
        return (await buyer_of(session, rt.vault, view.order_id, content)).lines


async def as_before(rt: Runtime) -> None:
    """Make the paper one of those from before buyers were locked."""
    async with rt.unit_of_work() as uow:
        for step in (
            "ALTER TABLE invoices DISABLE TRIGGER invoices_say", PLAIN,
            "ALTER TABLE invoices ENABLE TRIGGER invoices_say", "DELETE FROM paper_keys",
        ):  # fmt: skip
            await uow.session.execute(text(step))


async def test_papers_say_who_bought(rt: Runtime) -> None:
    await given_life(rt)

    assert await buyer(rt) == (NAME, EMAIL)


async def test_the_key_goes_when_the_law_lets_go(rt: Runtime, clock: FrozenClock) -> None:
    await given_life(rt)
    clock.move(timedelta(days=365 * 10))
    await invoices.forget_buyers(rt)
    assert await buyer(rt) == (NAME, EMAIL)

    clock.move(timedelta(days=366))
    await invoices.forget_buyers(rt)

    assert await buyer(rt) == ()
    assert (await invoices.render(rt, invoice_id=await paper(rt))).startswith(b"%PDF")


async def test_papers_from_before_are_locked(rt: Runtime) -> None:
    await given_life(rt)
    await as_before(rt)
    assert await buyer(rt) == ("Wilhelmina",)

    await invoices.forget_buyers(rt)

    assert await buyer(rt) == ("Wilhelmina",)
    async with rt.read() as session:
        told = await session.execute(text("SELECT content::text FROM invoices"))
        assert "Wilhelmina" not in told.scalar_one()


@pytest.mark.parametrize(
    "change",
    [
        "content = content || '{\"buyer\": {}}'",
        "content = content - 'locked'",
        'content = content || \'{"event": "Other"}\'',
        "number = 7",
    ],
)
async def test_what_a_paper_says_is_never_changed(rt: Runtime, change: str) -> None:
    await given_life(rt)

    with pytest.raises(DBAPIError, match="append-only"):
        async with rt.unit_of_work() as uow:
            await uow.session.execute(text(f"UPDATE invoices SET {change}"))


def test_years_are_read_by_country() -> None:
    assert years_by_country("10, de=8") == {"": 10, "DE": 8}
