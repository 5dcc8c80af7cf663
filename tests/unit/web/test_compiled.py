"""The compiled pages, rearranged: seen first, running afterwards."""

import json

from bilten_app.web.compiled import MODULE_SCRIPT, STARTER, chunks_of, rearranged

PAGE = (
    '<html><head><link as="style" href="/assets/a.css" rel="preload"/>'
    '<link rel="modulepreload" href="/assets/root.js"/>'
    '<link href="/assets/a.css" rel="stylesheet" type="text/css"/></head>'
    f'<body><div></div>{MODULE_SCRIPT}import "/assets/root.js";</script></body></html>'
)
ROUTES = {
    "root": {"id": "root", "path": "", "module": "/assets/root.js", "imports": []},
    "event": {"id": "event", "path": "e/:slug", "module": "/assets/e.js", "imports": ["/w.js"]},
    "index": {"id": "index", "module": "/assets/index.js", "imports": []},
}
MANIFEST = f"window.__manifest={json.dumps({'routes': ROUTES})};"


def test_the_sheet_waits_unless_there_are_no_scripts() -> None:
    head = rearranged(PAGE).partition("</head>")[0]

    assert '<link href="/assets/a.css" rel="bilten-later" type="text/css"/><noscript>' in head
    assert head.count('rel="stylesheet"') == 1
    assert "preload" not in head


def test_scripts_wait_with_the_text_they_had() -> None:
    html = rearranged(PAGE)

    assert '<script type="bilten-later">import "/assets/root.js";</script>' in html
    assert f"<script>{STARTER}</script>" in html


def test_a_page_asks_for_its_own_scripts_with_the_common_ones() -> None:
    html = rearranged(PAGE, ["/assets/e.js", "/assets/root.js"])

    assert html.count('rel="bilten-later" href="/assets/root.js"') == 1
    assert 'rel="bilten-later" href="/assets/e.js"' in html


def test_the_scripts_of_a_page_are_found_by_its_address() -> None:
    assert chunks_of("/e/[slug]", MANIFEST) == ["/assets/e.js", "/w.js"]
    assert chunks_of("/", MANIFEST) == ["/assets/index.js"]
    assert chunks_of("/nowhere", MANIFEST) == []
