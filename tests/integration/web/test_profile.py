"""The page of one's own profile, and the currency that is remembered with it."""

from dataclasses import replace

import httpx

from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import GUEST, Wishes
from bilten_app.web import abroad, door
from bilten_app.web.door import CURRENCY_COOKIE, LANGUAGE_COOKIE, SESSION_COOKIE, Visit
from bilten_app.web.public.account.details import DetailsState
from bilten_app.web.session import SessionState
from tests.integration.web.given import Enter, act
from tests.people import actor_of, given_signed_in

SERVED = (abroad.router,)


async def test_a_profile_is_saved_and_the_header_knows_the_new_name(
    rt: Runtime, enter: Enter
) -> None:
    actor, token = await given_signed_in(rt)
    root = enter(actor)
    page = await root.get_state(DetailsState)
    await act(page, "open")

    await act(page, "save", form={"name": "Noor Aziz", "time_zone": "Africa/Cairo"})

    assert page.errors == {}
    assert (await root.get_state(SessionState)).initials == "NA"
    known = await actor_of(rt, token)
    assert (known.name, known.wishes.time_zone) == ("Noor Aziz", "Africa/Cairo")


async def test_what_is_wrong_is_said_beside_its_field(rt: Runtime, enter: Enter) -> None:
    actor, _ = await given_signed_in(rt)
    page = await enter(actor).get_state(DetailsState)

    await act(page, "save", form={"name": "Noor", "time_zone": "Atlantis/Deep"})

    assert page.errors == {"time_zone": "Choose one of the offered time zones."}


async def test_a_currency_chosen_at_an_event_is_kept_with_the_account(
    rt: Runtime, browser: httpx.AsyncClient
) -> None:
    _, token = await given_signed_in(rt)
    headers = {"Cookie": f"{SESSION_COOKIE}={token}"}

    answer = await browser.post(
        abroad.SWITCH, data={"currency": "EGP", "next": "/e/x"}, headers=headers
    )

    assert (answer.status_code, answer.headers["location"]) == (303, "/e/x")
    assert (await actor_of(rt, token)).wishes.currency == "EGP"
    guest = await browser.post(abroad.SWITCH, data={"currency": "ZZZ", "next": "//evil"})
    assert (guest.status_code, guest.headers["location"]) == (303, "/")


async def test_what_an_account_wishes_goes_before_what_a_browser_was_told(rt: Runtime) -> None:
    actor, _ = await given_signed_in(rt)
    told = {CURRENCY_COOKIE: "USD", LANGUAGE_COOKIE: "xx"}
    guest = door.visit_of(told, accepted="en", address="")
    wishing = door.of_person(
        guest, replace(actor, wishes=Wishes("en", "Africa/Cairo", "EGP")), told
    )
    silent = door.of_person(guest, replace(actor, wishes=Wishes("en")), told)

    assert (wishing.currency, wishing.zone) == ("EGP", "Africa/Cairo")
    assert (silent.currency, silent.zone) == ("USD", "UTC")
    assert Visit(actor=GUEST).zone == "UTC"
