"""The document: what strangers and crawlers read on a page's own address."""

from types import SimpleNamespace
from typing import Any, cast

from markupsafe import Markup

from bilten_app.web.compiled import Shell, rearranged
from bilten_app.web.critical import sheet_of
from bilten_app.web.document import Asked, Document, Head, head_tags, render, script_json
from bilten_app.web.door import Visit
from bilten_app.web.markup import Paper

PAGE = '<!DOCTYPE html><html lang="en"><head></head><body class="x"><div></div></body></html>'
SHELL = Shell(PAGE, rearranged(PAGE), sheet_of(".lead{color:red}.rare{color:blue}"))


def asked(locale: str = "en") -> Asked:
    return Asked(
        rt=cast("Any", SimpleNamespace()),
        pen=Paper(locale),
        visit=Visit(locale=locale),
        origin="https://tickets.example",
        path={},
        query={},
    )


def test_the_first_paint_stands_in_front_of_the_page() -> None:
    document = Document(Head("Oud", path="/e/oud"), Markup("<h1>Oud</h1>"))

    html = render(SHELL, document, asked())

    assert '<body class="x"><bilten-ssr><h1>Oud</h1></bilten-ssr><div></div>' in html
    assert '<link rel="canonical" href="https://tickets.example/e/oud">' in html


def test_a_first_paint_brings_the_style_it_needs() -> None:
    document = Document(Head("Oud"), Markup('<p class="lead">Oud</p>'))

    html = render(SHELL, document, asked())

    assert "<style>.lead{color:red}</style></head>" in html


def test_the_large_picture_of_a_first_paint_is_asked_for_before_it_is_drawn() -> None:
    picture = Paper("en").el(
        "img", src="/m/8.webp?a=1&b=2", src_set="/m/4.webp 400w", sizes="50vw", loading="eager"
    )
    late = Paper("en").el("img", src="/m/late.webp", loading="lazy")

    html = render(SHELL, Document(Head("Oud"), late + picture), asked())
    head = html.partition("<body")[0]

    assert (
        '<link rel="preload" as="image" fetchpriority="high" href="/m/8.webp?a=1&amp;b=2" '
        'imagesrcset="/m/4.webp 400w" imagesizes="50vw">'
    ) in head
    assert head.count('as="image"') == 1


def test_a_first_paint_without_a_large_picture_asks_for_its_letters_alone() -> None:
    html = render(SHELL, Document(Head("Oud"), Markup("<h1>Oud</h1>")), asked())

    assert 'as="font"' in html
    assert 'as="image"' not in html


def test_a_page_without_a_first_paint_is_served_as_it_was_compiled() -> None:
    html = render(SHELL, Document(Head("Oud", is_secret=True)), asked())

    assert "<style>" not in html
    assert "bilten-later" not in html


def test_a_language_from_right_to_left_turns_the_page() -> None:
    html = render(SHELL, Document(Head("Oud")), asked("ar"))

    assert '<html lang="ar" dir="rtl"' in html
    assert "<bilten-ssr>" not in html


def test_data_cannot_end_the_script_it_stands_in() -> None:
    written = script_json({"name": "</script><script>alert(1)</script>&"})

    assert "<" not in written
    assert "\\u003c/script\\u003e" in written


def test_a_head_is_escaped() -> None:
    tags = head_tags(
        Head('"><script>', description='"><script>', image="/a.webp"), "https://x.example"
    )

    assert "<script>" not in tags
    assert 'content="https://x.example/a.webp"' in tags


def test_what_does_not_exist_is_not_indexed() -> None:
    assert 'content="noindex"' in head_tags(Head("Not found", is_indexed=False), "")
