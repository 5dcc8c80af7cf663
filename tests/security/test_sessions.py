"""Attempts on sessions: fixing, stealing, guessing, outliving them."""

import httpx

from bilten_app.kit.ids import new_token
from tests.people import PASSWORD
from tests.security.wire import a_wire, event_name, told
from tests.security.world import World, guest_cookie
from tests.server import Site


async def sign_in(
    browser: httpx.AsyncClient, email: str, password: str = PASSWORD
) -> httpx.Response:
    return await browser.post("/auth/sign-in", data={"email": email, "password": password})


async def test_a_session_cookie_is_out_of_reach_of_scripts_and_of_other_sites(
    browser: httpx.AsyncClient, world: World
) -> None:
    answer = await sign_in(browser, world.theirs.email)

    cookies = answer.headers.get_list("set-cookie")
    assert {cookie.partition("=")[0] for cookie in cookies} == {"bilten_session", "bilten_device"}
    for cookie in cookies:
        assert "httponly" in cookie.lower()
        assert "samesite=lax" in cookie.lower()
        assert "path=/" in cookie.lower()


async def test_signing_in_never_takes_over_a_cookie_that_was_planted(
    browser: httpx.AsyncClient, world: World
) -> None:
    planted = new_token()
    browser.cookies.set("bilten_session", planted)

    answer = await sign_in(browser, world.theirs.email)

    assert answer.cookies["bilten_session"] != planted
    async with a_wire(str(browser.base_url).rstrip("/"), cookie=f"bilten_session={planted}") as w:
        assert "noor@guests" not in str(await w.open("/organizer/orders", "OrdersState"))


async def test_signing_in_again_ends_the_session_before_it(
    browser: httpx.AsyncClient, world: World
) -> None:
    first = (await sign_in(browser, world.theirs.email)).cookies["bilten_session"]
    second = (await sign_in(browser, world.theirs.email)).cookies["bilten_session"]

    assert first != second
    assert not await opens_the_desk(str(browser.base_url), first)
    assert await opens_the_desk(str(browser.base_url), second)


async def test_signing_out_ends_the_session_everywhere(
    browser: httpx.AsyncClient, world: World
) -> None:
    token = (await sign_in(browser, world.theirs.email)).cookies["bilten_session"]
    async with a_wire(
        str(browser.base_url).rstrip("/"), cookie=f"bilten_session={token}"
    ) as open_tab:
        await browser.post("/auth/sign-out")
        after = await open_tab.ask(event_name("OrdersState", "open"))

    assert "noor@guests.example.com" not in str([after, open_tab.heard])


async def test_guessing_a_password_is_slow_work(browser: httpx.AsyncClient, world: World) -> None:
    told = [
        (await sign_in(browser, world.theirs.email, f"guess {n}")).headers["location"]
        for n in range(7)
    ]

    assert ["too_many" in address for address in told] == [False] * 5 + [True] * 2
    right = await sign_in(browser, world.theirs.email)
    assert "bilten_session" not in right.cookies


async def test_another_address_does_not_help_to_guess(
    browser: httpx.AsyncClient, world: World
) -> None:
    wrong = {"email": world.theirs.email, "password": "no"}
    told = [
        await browser.post("/auth/sign-in", data=wrong, headers={"x-forwarded-for": f"10.0.0.{n}"})
        for n in range(7)
    ]

    assert "too_many" in told[-1].headers["location"]


async def test_an_unknown_address_is_answered_like_a_wrong_password(
    browser: httpx.AsyncClient, world: World
) -> None:
    known = await sign_in(browser, world.theirs.email, "not the password")
    unknown = await sign_in(browser, "nobody@guests.example.com", "not the password")

    def shape(answer: httpx.Response) -> tuple[int, str]:
        return answer.status_code, answer.headers["location"].partition("error=")[2]

    assert shape(known) == shape(unknown)


async def test_nobody_holds_places_without_end(site: Site, world: World) -> None:
    pick, buy = event_name("EventState", "pick"), event_name("EventState", "buy")
    async with a_wire(site.origin, cookie=guest_cookie()) as wire:
        await wire.open(f"/e/{world.theirs.slug}", "EventState")
        await wire.send(pick, {"ticket_id": str(world.theirs.stage.types[0]), "step": 1})
        for _ in range(35):
            await wire.send(buy)
            await wire.pace()
        state = await wire.settle()

    assert told(state).startswith("Too many attempts")


async def opens_the_desk(origin: str, token: str) -> bool:
    async with a_wire(origin.rstrip("/"), cookie=f"bilten_session={token}") as wire:
        return "noor@guests.example.com" in str(await wire.open("/organizer/orders", "OrdersState"))
