"""What browsers and search engines fetch beside the pages: pictures, the site map, robots."""

from uuid import UUID
from xml.sax.saxutils import escape

from fastapi import APIRouter
from fastapi.responses import PlainTextResponse, RedirectResponse, Response

from bilten_app.domains.discovery import queries as discovery
from bilten_app.domains.media import queries as media
from bilten_app.domains.media.public import AVATARS
from bilten_app.web import door

FOR_EVER = {"Cache-Control": "public, max-age=31536000, immutable"}
# Nobody but the browser keeps a person's picture: it can be taken away.
PRIVATE = {"Cache-Control": "private, max-age=3600"}
AN_HOUR = {"Cache-Control": "public, max-age=3600"}
PRIVATE_PATHS = (
    "/organizer", "/account", "/checkout/", "/orders/", "/tickets/", "/sandbox/",
    "/waiting/", "/waiting-list/", "/erasure/",
)  # fmt: skip

router = APIRouter(include_in_schema=False)


@router.get("/media/{media_id}/{width}.webp")
async def picture(media_id: UUID, width: int) -> Response:
    """Return one rendition of a picture; its address never shows anything else."""
    rt = door.runtime()
    async with rt.read() as session:
        key = await media.key_of(session, media_id, width)
    if key is None:
        return PlainTextResponse("Not found", 404)
    content = await rt.gateways.store.open(key)
    headers = PRIVATE if key.startswith(AVATARS) else FOR_EVER
    return Response(content, media_type=media.MIME, headers=headers)


@router.get("/sitemap.xml")
async def sitemap() -> Response:
    """Return the address of every page that may be found."""
    rt = door.runtime()
    async with rt.read() as session:
        events = await discovery.addresses(session)
    origin = rt.settings.origin
    lines = [f"<url><loc>{origin}{path}</loc></url>" for path in ("/", "/discover")]
    lines += [
        f"<url><loc>{escape(f'{origin}/e/{slug}')}</loc>"
        f"<lastmod>{changed.date().isoformat()}</lastmod></url>"
        for slug, changed in events
    ]
    body = "".join(lines)
    return Response(
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{body}</urlset>',
        media_type="application/xml",
        headers=AN_HOUR,
    )


@router.get("/favicon.ico")
async def icon() -> Response:
    """Lead to the mark; browsers ask here for pages that name none."""
    return RedirectResponse("/brand/logo.svg", 308, headers=AN_HOUR)


@router.get("/robots.txt")
async def robots() -> Response:
    """Return what crawlers should leave alone, and where the site map is."""
    rules = "".join(f"Disallow: {path}\n" for path in PRIVATE_PATHS)
    text = f"User-agent: *\n{rules}Sitemap: {door.runtime().settings.origin}/sitemap.xml\n"
    return PlainTextResponse(text, headers=AN_HOUR)
