"""The first paint: head, share data and body of a public page, as HTML on the page's own address.

The compiled page is empty until its script runs. What a `DocumentMaker` returns is put into that
file: tags into <head>, and the same parts drawn on paper into a <bilten-ssr> element, which leaves
when the page is ready (assets/bilten.js). React 19 skips unknown children of <head> and <body>.
"""

import json
import re
from collections.abc import Awaitable, Callable, Collection, Coroutine, Hashable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from markupsafe import Markup, escape

from bilten_app.domains.media.public import avatar_url
from bilten_app.infra.packing import coding_of, packed
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.errors import NotFound
from bilten_app.kit.text import direction
from bilten_app.web import door
from bilten_app.web.auth.asking import visit_of_request
from bilten_app.web.compiled import Shell, shell_of
from bilten_app.web.critical import classes_in, critical
from bilten_app.web.design import FONT_FILES
from bilten_app.web.door import Visit
from bilten_app.web.markup import Paper
from bilten_app.web.session import SessionView, initials_of
from bilten_app.web.shelf import Shelf

# How old the numbers of a first paint may be; the page itself asks anew and is kept up to date.
SHARED_FOR_S = 1.0
SHARED_AT_MOST = 256
EAGER_PICTURE = re.compile(r'<img [^>]*loading="eager"[^>]*>')
ATTRIBUTE = re.compile(r'\b(src|srcset|sizes)="([^"]*)"')
LETTERS = f"/fonts/{next(iter(FONT_FILES))}"


@dataclass(frozen=True, slots=True)
class Head:
    """What search engines and messengers show of a page.

    An address that `is_secret` opens something to whoever knows it: it is kept from search engines
    and from the sites that the page links to.
    """

    title: str
    description: str = ""
    path: str = ""
    image: str = ""
    kind: str = "website"
    data: Mapping[str, Any] | None = None
    is_indexed: bool = True
    is_secret: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """A page's head and first paint; an empty body leaves the page to its script."""

    head: Head
    body: Markup = field(default_factory=Markup)
    status: int = 200


@dataclass(frozen=True, slots=True)
class Asked:
    """What a document is made from: the runtime, the pen in the visitor's language, the address.

    `coding` is how the answer may travel: `br`, `gzip`, or as it is.
    """

    rt: Runtime
    pen: Paper
    visit: Visit
    origin: str
    path: Mapping[str, str]
    query: Mapping[str, str]
    coding: str = ""

    @property
    def session(self) -> SessionView:
        """What the header shows of who is here."""
        actor = self.visit.actor
        picture = avatar_url(actor.avatar_id)
        return SessionView(actor.user_id is not None, initials_of(actor.name), picture)


type DocumentMaker = Callable[[Asked], Awaitable[Document]]


def document_router(
    makers: Mapping[str, DocumentMaker], *, missing: DocumentMaker, shared: Collection[str] = ()
) -> APIRouter:
    """Return the routes that serve each page's document; keys are paths of the site map.

    A `shared` page is the same for every guest who reads one language, and is made for all of them
    at once. Who has signed in always gets a fresh one: an organizer sees at once what they changed.
    """
    router = APIRouter(include_in_schema=False)
    shelf = Shelf[Hashable, Printed](keep_s=SHARED_FOR_S, most=SHARED_AT_MOST)
    for path, maker in makers.items():
        printer = _Printer(path, maker, missing)
        answer = printer.answer if path not in shared else partial(_answer_shared, printer, shelf)
        address = path.replace("[", "{").replace("]", "}")
        router.add_api_route(address, _endpoint(answer), methods=["GET", "HEAD"])
    return router


@dataclass(frozen=True, slots=True)
class Printed:
    """A document as it goes out."""

    html: bytes
    status: int
    headers: Mapping[str, str]


type Answer = Callable[[Asked], Coroutine[Any, Any, Printed]]


@dataclass(frozen=True, slots=True)
class _Printer:
    """Makes the document of one page."""

    path: str
    maker: DocumentMaker
    missing: DocumentMaker

    async def answer(self, asked: Asked) -> Printed:
        """Make the document and print it."""
        try:
            document = await self.maker(asked)
        except NotFound:
            document = await self.missing(asked)
        html = render(shell_of(self.path), document, asked).encode()
        headers = page_headers(document.head)
        if asked.coding:
            headers["Content-Encoding"] = asked.coding
        return Printed(packed(html, asked.coding), document.status, headers)


async def _answer_shared(
    printer: _Printer, shelf: Shelf[Hashable, Printed], asked: Asked
) -> Printed:
    """Give a guest what the shelf has; it is made knowing nothing of whoever asked first."""
    if asked.visit.actor.user_id is not None:
        return await printer.answer(asked)
    anybody = replace(asked, visit=Visit(locale=asked.visit.locale), query={})
    key = (printer.path, *sorted(asked.path.items()), asked.visit.locale, asked.coding)
    return await shelf.get(key, lambda: printer.answer(anybody))


def _endpoint(answer: Answer) -> Callable[[Request], Awaitable[Response]]:
    async def serve(request: Request) -> Response:
        printed = await answer(await _asked(request))
        return HTMLResponse(printed.html, printed.status, printed.headers)

    return serve


def page_headers(head: Head) -> dict[str, str]:
    """Return what a page's answer says about keeping, indexing and passing on its address."""
    headers = {"Cache-Control": "private, no-cache", "Vary": "Accept-Encoding"}
    if head.is_secret:
        headers |= {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow"}
    return headers


def render(shell: Shell, document: Document, asked: Asked) -> str:
    """Put head and first paint into the compiled shell."""
    locale, body = asked.visit.locale, document.body
    head = head_tags(document.head, asked.origin)
    whole = shell.compiled
    if body:
        whole = shell.painted
        head = f"{preloads(body)}{head}<style>{critical(shell.sheet, classes_in(body))}</style>"
    language = f'<html lang="{locale}" dir="{direction(locale)}"'
    whole = whole.replace('<html lang="en"', language, 1).replace("</head>", f"{head}</head>", 1)
    if not body:
        return whole
    start = whole.index(">", whole.index("<body")) + 1
    return f"{whole[:start]}<bilten-ssr>{body}</bilten-ssr>{whole[start:]}"


def preloads(body: str) -> str:
    """Return links to what a first paint shows at once: its large picture, then its letters.

    The browser would look for the picture when it has drawn the page, and for the letters then.
    """
    tags = list[str]()
    if found := EAGER_PICTURE.search(body):
        named = dict(ATTRIBUTE.findall(found[0]))
        tags.append(
            f'<link rel="preload" as="image" fetchpriority="high" href="{named["src"]}" '
            f'imagesrcset="{named.get("srcset", "")}" imagesizes="{named.get("sizes", "")}">'
        )
    tags.append(f'<link rel="preload" as="font" type="font/woff2" href="{LETTERS}" crossorigin>')
    return "".join(tags)


def head_tags(head: Head, origin: str) -> str:
    """Return title, description, canonical address, Open Graph and JSON-LD."""
    address = f"{origin}{head.path}"
    image = head.image if head.image.startswith("http") else f"{origin}{head.image}"
    tags = [f"<title>{escape(head.title)}</title>"]
    if head.is_secret or not head.is_indexed:
        return tags[0] + '<meta name="robots" content="noindex">'
    named = {
        "og:type": head.kind,
        "og:site_name": "Bilten",
        "og:title": head.title,
        "og:description": head.description,
        "og:url": address,
        "og:image": image if head.image else "",
    }
    tags.append(f'<meta name="description" content="{escape(head.description)}">')
    tags.append(f'<link rel="canonical" href="{escape(address)}">')
    tags.append('<meta name="twitter:card" content="summary_large_image">')
    tags += [
        f'<meta property="{name}" content="{escape(value)}">'
        for name, value in named.items()
        if value
    ]
    if head.data:
        tags.append(f'<script type="application/ld+json">{script_json(head.data)}</script>')
    return "".join(tags)


def script_json(data: Mapping[str, Any]) -> str:
    """Return JSON that cannot end the script element it stands in."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


async def _asked(request: Request) -> Asked:
    visit = await visit_of_request(request)
    return Asked(
        rt=door.runtime(),
        pen=Paper(visit.locale),
        visit=visit,
        origin=door.runtime().settings.origin,
        path={name: str(value) for name, value in request.path_params.items()},
        query=dict(request.query_params),
        coding=coding_of(request.headers.get("accept-encoding", "")),
    )
