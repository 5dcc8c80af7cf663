"""Both pens draw the same part; the paper one escapes everything."""

from dataclasses import dataclass

from bilten_app.web.markup import SCREEN, Paper
from bilten_app.web.parts.event import CardRow, Picture, event_card

PAPER = Paper("en")
ATTACK = '"><script>alert(1)</script>'


def card(title: str) -> CardRow:
    return CardRow(
        href="/e/oud",
        title=title,
        summary="",
        when="Sat, Mar 14",
        month="Mar",
        day="14",
        place="Cairo",
        price="From €25",
        state="few",
        picture=Picture(url="/media/1/640.webp", alt=title, tint="#123456"),
    )


def test_words_and_attributes_are_escaped() -> None:
    drawn = event_card(PAPER, card(ATTACK))

    assert "<script" not in drawn
    assert "&lt;script&gt;" in drawn


def test_a_style_cannot_leave_its_attribute() -> None:
    drawn = PAPER.el("div", style={"background-color": 'red"onload="x'})

    assert drawn == '<div style="background-color:red&#34;onload=&#34;x"></div>'


def test_events_and_absent_attributes_are_left_out() -> None:
    drawn = PAPER.el("button", "Go", on_click="x", hidden=False, disabled=True, key="a", id=None)

    assert drawn == '<button disabled="">Go</button>'


def test_both_pens_use_the_same_classes() -> None:
    paper = str(PAPER.el("p", "x", class_name="text-muted"))
    screen = str(SCREEN.el("p", "x", class_name="text-muted"))

    assert 'class="text-muted"' in paper
    assert 'className:"text-muted"' in screen


def test_paper_chooses_and_repeats() -> None:
    @dataclass
    class Row:
        name: str

    rows = [Row("a"), Row("<b>")]

    drawn = PAPER.each(rows, lambda row: PAPER.when(row.name, PAPER.el("li", row.name)))

    assert drawn == "<li>a</li><li>&lt;b&gt;</li>"
