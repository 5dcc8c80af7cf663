"""The web's roof: the Reflex app, its pages, the API beside it, and the threshold around both."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import reflex as rx
from starlette.routing import BaseRoute, Match
from starlette.types import ASGIApp, Receive, Scope, Send

from bilten_app.api.app import create_api
from bilten_app.bootstrap import House, open_house
from bilten_app.domains.perimeter.service import Watch
from bilten_app.infra import processes
from bilten_app.infra.garbage import keep_what_is_loaded
from bilten_app.infra.log import configure_logging
from bilten_app.infra.processes import Part
from bilten_app.infra.settings import load_settings
from bilten_app.web import abroad, door, downloads, files, live, nft
from bilten_app.web.admin import files as admin_files
from bilten_app.web.auth import (
    changes,
    consent,
    factors,
    links,
    passkeys,
    passwords,
    proof,
    providers,
    saml,
    steps,
    wallets,
    work,
)
from bilten_app.web.barrier import Barrier
from bilten_app.web.design import DARK, LIGHT
from bilten_app.web.document import document_router
from bilten_app.web.doorstep import lay_doorstep
from bilten_app.web.guard import Guard
from bilten_app.web.host_cookies import HostCookies
from bilten_app.web.keeper import Keeper, Sweeper
from bilten_app.web.organizer import files as desk_files
from bilten_app.web.organizer import switch
from bilten_app.web.organizer.money import files as money_files
from bilten_app.web.organizer.seats import files as seat_files
from bilten_app.web.organizer.taxes import files as paper_files
from bilten_app.web.public import missing, stopping
from bilten_app.web.public.account import picture
from bilten_app.web.public.account.privacy import copy
from bilten_app.web.public.event import choice
from bilten_app.web.public.waiting_room import routes as waiting_room
from bilten_app.web.scanner import Scanner
from bilten_app.web.site import PAGES, add_pages
from bilten_app.web.static import Compiled, Threshold


class _Reception:
    """Sends requests to the API and the documents first, to the compiled pages behind them.

    The API needs the runtime, and the runtime a running loop: it is let in when serving starts.
    """

    def __init__(self, pages: ASGIApp) -> None:
        self.pages = pages
        self.inside: ASGIApp | None = None
        self.api: BaseRoute | None = None
        self.barrier: Barrier | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, unless its network is barred."""
        await (self.barrier or self._pass)(scope, receive, send)

    async def _pass(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass it to the API past the search among the pages' routes."""
        if self.api is not None:
            match, inner = self.api.matches(scope)
            if match is Match.FULL:
                scope.update(inner)
                await self.api.handle(scope, receive, send)
                return
        await (self.inside or self.pages)(scope, receive, send)

    def let_in(self, house: House, watch: Watch) -> None:
        """Open the API, the sandbox's own pages and the documents, behind the barrier."""
        proxies = house.rt.settings.trusted_proxy_hops
        self.barrier = Barrier(self._pass, watch, proxies=proxies)
        api = create_api(house.rt)
        for router in house.pages():
            api.include_router(router)
        api.include_router(files.router)
        api.include_router(downloads.router)
        api.include_router(nft.router)
        api.include_router(copy.router)
        api.include_router(passwords.router)
        api.include_router(links.router)
        api.include_router(changes.router)
        api.include_router(steps.router)
        api.include_router(proof.router)
        api.include_router(consent.router)
        api.include_router(passkeys.router)
        api.include_router(providers.router)
        api.include_router(work.router)
        api.include_router(wallets.router)
        api.include_router(saml.router)
        api.include_router(factors.router)
        api.include_router(abroad.router)
        api.include_router(stopping.router)
        api.include_router(waiting_room.router)
        api.include_router(choice.router)
        api.include_router(picture.router)
        api.include_router(desk_files.router)
        api.include_router(money_files.router)
        api.include_router(paper_files.router)
        api.include_router(seat_files.router)
        api.include_router(admin_files.router)
        api.include_router(switch.router)
        makers = {page.path: page.document for page in PAGES if page.document}
        shared = {page.path for page in PAGES if page.is_shared}
        api.include_router(document_router(makers, missing=missing.document, shared=shared))
        api.mount("/scan", Scanner())
        api.mount("", self.pages)
        self.api, self.inside = api.routes[0], api


_receptions: list[_Reception] = []


def _front(pages: ASGIApp) -> ASGIApp:
    settings = load_settings()
    _receptions.append(_Reception(Compiled(pages)))
    front = Threshold(
        _receptions[-1], origin=settings.origin, allows_any_host=settings.environment == "dev"
    )
    return HostCookies(front) if settings.origin.startswith("https://") else front


@contextlib.asynccontextmanager
async def _living() -> AsyncIterator[None]:
    """Keep the house open and the live numbers moving while this process serves."""
    settings = load_settings()
    configure_logging(settings.log_level, settings.log_format)
    async with open_house(settings) as house:
        keep_what_is_loaded()
        door.move_in(house.rt)
        watch = Watch(house.rt)
        await watch.look()
        for reception in _receptions:
            reception.let_in(house, watch)
        stop = asyncio.Event()
        here = asyncio.create_task(processes.register(house.rt, Part.web, stop))
        ticker = asyncio.create_task(live.tick(house.rt, app))
        try:
            yield
        finally:
            stop.set()
            await watch.close()
            ticker.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await ticker
            await here


def _theme_colour(colour: str, scheme: str) -> rx.Component:
    media = {"media": f"(prefers-color-scheme: {scheme})"}
    return rx.el.meta(name="theme-color", content=colour, custom_attrs=media)


app = rx.App(
    html_lang="en",
    reset_style=False,
    stylesheets=["/tokens.css", "/base.css"],
    toaster=None,
    app_wraps={},
    api_transformer=_front,
    head_components=[
        rx.el.script(src="/bilten.js", defer=True),
        _theme_colour(LIGHT["paper"], "light"),
        _theme_colour(DARK["paper"], "dark"),
        rx.el.link(rel="icon", href="/brand/logo.svg", type="image/svg+xml"),
    ],
)
app.register_lifespan_task(_living)
app.add_middleware(Guard(), index=0)
app.add_middleware(Sweeper(), index=0)
app.add_middleware(Keeper(), index=0)
lay_doorstep(app)
add_pages(app)
