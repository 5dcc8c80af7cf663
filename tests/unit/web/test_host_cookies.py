"""Over TLS no neighbour plants a cookie that opens something."""

import ast

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from bilten_app.web.door import read_cookies
from bilten_app.web.host_cookies import GUARDED, HostCookies

HOME = "https://tickets.example"


async def tell(request: Request) -> PlainTextResponse:
    """Answer with the cookies that came, and set one of each kind."""
    known = request.cookies, read_cookies(request.headers["cookie"])
    answer = PlainTextResponse(repr(tuple(map(dict, known))))
    answer.set_cookie("bilten_session", "new", path="/", secure=True, httponly=True)
    answer.set_cookie("bilten_lang", "ar", path="/")
    return answer


async def ask(cookie: str) -> httpx.Response:
    transport = httpx.ASGITransport(HostCookies(Starlette(routes=[Route("/", tell)])))
    async with httpx.AsyncClient(transport=transport, base_url=HOME) as client:
        return await client.get("/", headers={"cookie": cookie})


async def test_what_opens_something_leaves_under_a_guarded_name() -> None:
    session, language = (await ask("")).headers.get_list("set-cookie")

    assert session == "__Host-bilten_session=new; HttpOnly; Path=/; SameSite=lax; Secure"
    assert language.startswith("bilten_lang=ar;")


async def test_a_guarded_cookie_is_known_when_it_comes_back() -> None:
    answer = await ask("__Host-bilten_session=mine; bilten_lang=ar; __Host-bilten_device=a.b")

    known = {"bilten_session": "mine", "bilten_lang": "ar", "bilten_device": "a.b"}
    assert ast.literal_eval(answer.text) == (known, known)


@pytest.mark.parametrize(
    "planted",
    [
        "{name}=theirs", "a=b; {name}=theirs", "a=b;{name}=theirs", "{name} =theirs",
        "a=b {name}=theirs", "a=b\t{name} = theirs", '{name}="theirs"',
    ],
)  # fmt: skip
async def test_a_planted_cookie_is_not_believed(planted: str) -> None:
    for name in sorted(one.decode() for one in GUARDED):
        forged, own = planted.format(name=name), f"__Host-{name}=mine"
        for header in (forged, f"{forged}; {own}", f"{own}; {forged}"):
            by_starlette, by_python = ast.literal_eval((await ask(header)).text)
            expected = "mine" if own in header else None
            assert [by_starlette.get(name), by_python.get(name)] == [expected, expected]


async def test_a_broken_cookie_lets_no_planted_one_in() -> None:
    answer = await ask('__Host-bilten_session=mine; a="; bilten_session=theirs')

    assert "theirs" not in answer.text
