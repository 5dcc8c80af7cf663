"""The pages as the compiler left them, rearranged to paint first and to run afterwards.

A page with a first paint needs nothing but its HTML to be seen: its style comes along. The whole
sheet and the scripts start when the first picture is there, with which they would share a line.
"""

import json
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from pathlib import Path

from bilten_app.infra.settings import PROJECT
from bilten_app.web.critical import Sheet, sheet_of

CLIENT = PROJECT / os.environ.get("REFLEX_WEB_WORKDIR", ".web") / "build" / "client"
COMMON = CLIENT / "__spa-fallback.html"

SHEET_LINK = re.compile(r'<link href="([^"]+\.css)" rel="stylesheet"[^>]*>')
SHEET_PRELOAD = re.compile(r'<link as="style"[^>]*>')
MODULE_PRELOAD = re.compile(r'<link rel="modulepreload" href="([^"]+)"/>')
MODULE_SCRIPT = '<script type="module" async="">'
MANIFEST = re.compile(r"/assets/manifest-[\w-]+\.js")
LATER = "bilten-later"
PATIENCE_MS = 1000

STARTER = f"""(() => {{
  const start = () => {{
    const held = document.querySelector("script[type={LATER}]");
    if (!held) return;
    for (const link of document.querySelectorAll("link[rel={LATER}]")) {{
      link.rel = link.type ? "stylesheet" : "modulepreload";
    }}
    const script = document.createElement("script");
    script.type = "module";
    script.textContent = held.textContent;
    held.replaceWith(script);
  }};
  const picture = document.querySelector("bilten-ssr img[loading=eager]");
  if (!picture || picture.complete) return start();
  picture.addEventListener("load", start);
  picture.addEventListener("error", start);
  setTimeout(start, {PATIENCE_MS});
}})();"""


@dataclass(frozen=True, slots=True)
class Shell:
    """A compiled page: as it is, and as it carries a first paint; `sheet` styles both."""

    compiled: str
    painted: str
    sheet: Sheet


def shell_of(path: str) -> Shell:
    """Return the shell of a page of the site map, read again when a new build replaced it."""
    file = compiled_file(path)
    return _read(path, file, file.stat().st_mtime_ns)


def compiled_file(path: str) -> Path:
    """Return the compiled file of a page: its own, or the common one for paths with a blank."""
    if "[" in path:
        return COMMON
    name = path.strip("/")
    flat = CLIENT / f"{name or 'index'}.html"
    return flat if flat.is_file() else CLIENT / name / "index.html"


def rearranged(html: str, chunks: Iterable[str] = ()) -> str:
    """Return a compiled page whose sheet and scripts wait; `chunks` are further scripts of its."""
    scripts = dict.fromkeys(chain(MODULE_PRELOAD.findall(html), chunks))
    held = "".join(f'<link rel="{LATER}" href="{script}">' for script in scripts)
    last = f"<{LATER}><script>{STARTER}</script></{LATER}>"
    html = MODULE_PRELOAD.sub("", SHEET_PRELOAD.sub("", html))
    html = SHEET_LINK.sub(
        rf'<link href="\1" rel="{LATER}" type="text/css"/><noscript>\g<0></noscript>', html
    )
    html = html.replace(MODULE_SCRIPT, f'<script type="{LATER}">', 1)
    return html.replace("</head>", f"{held}</head>", 1).replace("</body>", f"{last}</body>", 1)


def chunks_of(path: str, manifest: str) -> list[str]:
    """Return the scripts of a page by the router's manifest; the common shell names none."""
    wanted = path.strip("/").replace("[", ":").replace("]", "")
    routes = json.loads(manifest[manifest.index("{") : manifest.rindex("}") + 1])["routes"]
    return [
        script
        for route in routes.values()
        if route.get("path", "") == wanted and route["id"] != "root"
        for script in (route["module"], *route["imports"])
    ]


@lru_cache(maxsize=32)
def _read(path: str, file: Path, _mtime_ns: int) -> Shell:
    html = file.read_text(encoding="utf-8")
    found, manifest = SHEET_LINK.search(html), MANIFEST.search(html)
    sheet = _asset(found[1]) if found else ""
    chunks = chunks_of(path, _asset(manifest[0])) if manifest else []
    # Behind a first paint nobody would see what the compiler drew of the page without its data.
    bare = COMMON.read_text(encoding="utf-8")
    return Shell(html, rearranged(bare, chunks), sheet_of(sheet))


def _asset(address: str) -> str:
    return (CLIENT / address.lstrip("/")).read_text(encoding="utf-8")
