"""The EU's VAT register, asked over real HTTP: yes, no, and no answer are three things."""

from collections.abc import AsyncIterator

import pytest

from bilten_app.adapters.vies import ViesRegister, open_client
from bilten_app.infra.breaker import FAILURES, REST, Breaker
from bilten_app.kit.clock import FrozenClock
from bilten_app.kit.errors import Unavailable
from bilten_app.ports.vat import VatAnswer
from tests.vies_fake import ViesFake, vies_fake


@pytest.fixture
async def fake() -> AsyncIterator[ViesFake]:
    async with vies_fake() as fake:
        yield fake


@pytest.fixture
async def register(fake: ViesFake, clock: FrozenClock) -> AsyncIterator[ViesRegister]:
    async with open_client(fake.origin) as client:
        yield ViesRegister(client, Breaker(clock), "DE123456788")


async def test_a_valid_id_is_told_with_its_company_and_the_number_of_the_inquiry(
    fake: ViesFake, register: ViesRegister
) -> None:
    answer = await register.check("FR", "12345678100")

    assert answer == VatAnswer(is_valid=True, company="Example FR", evidence="WAPIAAAA00000001")
    assert fake.asked == [("FR", "12345678100", "DE", "123456788")]


async def test_an_id_that_is_not_valid_or_not_written_like_one_is_a_no(
    register: ViesRegister,
) -> None:
    for number in ("12345678200", "BAD"):
        assert not (await register.check("FR", number)).is_valid


async def test_greece_is_asked_by_the_letters_of_its_ids(
    fake: ViesFake, register: ViesRegister
) -> None:
    await register.check("GR", "123456100")

    assert fake.asked[0][0] == "EL"


async def test_a_state_that_keeps_its_companies_to_itself_tells_no_name(
    register: ViesRegister,
) -> None:
    assert (await register.check("DE", "123456100")).company == ""


@pytest.mark.parametrize("number", ["300", "301", "302", "500", "html"])
async def test_a_register_that_does_not_answer_is_not_a_no(
    register: ViesRegister, number: str
) -> None:
    with pytest.raises(Unavailable):
        await register.check("FR", number)


async def test_a_register_nobody_reaches_is_not_a_no(clock: FrozenClock) -> None:
    async with vies_fake() as fake:
        gone = fake.origin
    async with open_client(gone) as client:
        with pytest.raises(Unavailable):
            await ViesRegister(client, Breaker(clock)).check("FR", "12345678100")


async def test_after_many_failures_it_is_left_alone_for_a_while(
    fake: ViesFake, register: ViesRegister, clock: FrozenClock
) -> None:
    for number in ["300"] * FAILURES + ["100"]:
        with pytest.raises(Unavailable):
            await register.check("FR", number)
    asked = len(fake.asked)
    clock.move(REST)

    assert (await register.check("FR", "100")).is_valid
    assert (asked, len(fake.asked)) == (FAILURES, FAILURES + 1)
