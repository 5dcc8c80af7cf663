"""Gift cards through the API, however their codes are typed: they pay, and are kept as hashes."""

from collections.abc import Callable
from dataclasses import replace

import httpx
import pytest
import structlog
from sqlalchemy import text

from bilten_app.infra.runtime import Runtime
from bilten_app.kit.ids import normal_code, shown_code
from tests.factories import Stage, given_event
from tests.integration.pricing.given import given_promo, half
from tests.integration.web.given import given_card
from tests.shop import BUYER, V1, Placed, hold, new_key, place

type Spelled = Callable[[str], str]


def by_hand(code: str) -> str:
    """Return a code as people copy it from paper: small, in groups, look-alikes for digits."""
    return f" {shown_code(code).lower().replace('0', 'o').replace('1', 'l')} "


def pasted(code: str) -> str:
    """Return a code as a mail or a document has it."""
    return shown_code(code).replace("-", "\u2011") + "\u00a0\t"


def slipped(code: str) -> str:
    """Return a code with one wrong character."""
    return code[:5] + ("7" if code[5] != "7" else "8") + code[6:]


def cut_short(code: str) -> str:
    """Return a code whose last character was lost."""
    return code[:-1]


async def everything(rt: Runtime) -> str:
    """Return all that the database holds, as somebody would search it for a code."""
    async with rt.read() as session:
        tables = await session.execute(
            text(
                "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables"
                " WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
            )
        )
        rows: list[str] = []
        for table in tables.scalars().all():
            found = await session.execute(text(f"SELECT to_jsonb(t)::text FROM {table} t"))
            rows += found.scalars()
    return normal_code(" ".join(rows))


async def ask_with(
    api: httpx.AsyncClient, rt: Runtime, stage: Stage, way: str, code: str
) -> Placed:
    """Bring a code with a new order, or to one that is open."""
    if way == "brought":
        placed = await place(api, rt, stage)
        about = f"{placed.path}/codes"
        answer = await api.put(about, json={"codes": [code]}, headers=placed.key)
        assert answer.status_code == 200, answer.text
        return placed
    held = (await hold(api, rt, stage)).json()
    wanted = {"hold_id": held["id"], **BUYER, "codes": [code]}
    answer = await api.post(f"{V1}/orders", json=wanted, headers=new_key())
    assert answer.status_code == 201, answer.text
    return Placed(held["id"], answer.json()["order"]["code"], answer.json()["secret"])


@pytest.mark.parametrize("way", ["placed", "brought"])
@pytest.mark.parametrize("spelled", [by_hand, pasted])
async def test_a_card_pays_however_its_code_is_typed_and_no_code_is_kept(
    api: httpx.AsyncClient, rt: Runtime, way: str, spelled: Spelled
) -> None:
    stage = await given_event(rt)
    code = await given_card(rt, stage)

    with structlog.testing.capture_logs() as logged:
        placed = await ask_with(api, rt, stage, way, spelled(code))

    order = (await api.get(placed.path, headers=placed.key)).json()
    assert order["total"]["minor"] - order["to_pay"]["minor"] == 20_00
    assert code not in await everything(rt)
    assert code not in normal_code(str(logged))


@pytest.mark.parametrize("way", ["placed", "brought"])
@pytest.mark.parametrize("slip", [slipped, cut_short])
async def test_a_code_with_a_slip_in_it_is_refused_and_not_kept_either(
    api: httpx.AsyncClient, rt: Runtime, way: str, slip: Spelled
) -> None:
    stage = await given_event(rt)
    code = await given_card(rt, stage)

    placed = await ask_with(api, rt, stage, way, shown_code(slip(code)))

    order = (await api.get(placed.path, headers=placed.key)).json()
    assert order["to_pay"] == order["total"]
    assert slip(code) not in await everything(rt)


async def test_who_brings_a_code_with_a_slip_is_told_of_the_one_they_typed(
    api: httpx.AsyncClient, rt: Runtime
) -> None:
    stage = await given_event(rt)
    typed = shown_code(slipped(await given_card(rt, stage))).lower()
    placed = await place(api, rt, stage)

    answer = await api.put(f"{placed.path}/codes", json={"codes": [typed]}, headers=placed.key)

    assert answer.json()["refused"] == {typed: "unknown"}


async def test_a_card_typed_twice_in_two_ways_is_one_card(
    api: httpx.AsyncClient, rt: Runtime
) -> None:
    stage = await given_event(rt)
    code = await given_card(rt, stage)
    placed = await place(api, rt, stage)

    both = {"codes": [code, by_hand(code)]}
    answer = await api.put(f"{placed.path}/codes", json=both, headers=placed.key)

    assert (answer.status_code, answer.json()["refused"]) == (200, {})
    assert code not in await everything(rt)


async def test_a_promotion_as_long_as_a_cards_code_is_a_promotion(
    api: httpx.AsyncClient, rt: Runtime
) -> None:
    stage = await given_event(rt)
    await given_promo(rt, stage, replace(half(), code="OPENING-NIGHT-26"))
    placed = await place(api, rt, stage)

    about = {"codes": ["opening-night-26"]}
    answer = await api.put(f"{placed.path}/codes", json=about, headers=placed.key)

    assert answer.json()["refused"] == {}
    assert answer.json()["total"]["minor"] < 25_00
