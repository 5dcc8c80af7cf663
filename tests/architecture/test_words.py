"""No sentence reaches a person without passing through gettext."""

import ast
import re
from pathlib import Path

import pytest

from bilten_app.web.catalogs import TEMPLATE, template

ROOT = Path(__file__).parents[2]
WEB = ROOT / "bilten_app" / "web"
FRAME = {"catalogs.py", "design.py", "static.py"}
# Attributes that people read or hear; every other keyword is for the machine.
SPOKEN = {"aria_label", "alt", "placeholder", "title", "label", "hint", "optional"}
WORD = re.compile(r"[A-Za-z]{2,}")
NAME_OF_THE_HOUSE = "Bilten"


def is_drawing(call: ast.Call) -> bool:
    """Whether the call draws an element: `rx.el.p(…)` or `pen.el("p", …)`."""
    function = call.func
    if not isinstance(function, ast.Attribute):
        return False
    inner = function.value
    through_reflex = isinstance(inner, ast.Attribute) and inner.attr == "el"
    return through_reflex or function.attr == "el"


def bare_sentences(source: str) -> list[str]:
    found: list[str] = []
    for call in ast.walk(ast.parse(source)):
        if not isinstance(call, ast.Call) or not is_drawing(call):
            continue
        is_pen = isinstance(call.func, ast.Attribute) and call.func.attr == "el"
        children = call.args[1:] if is_pen else call.args
        spoken = [word.value for word in call.keywords if word.arg in SPOKEN]
        for value in (*children, *spoken):
            if isinstance(value, ast.Constant) and isinstance(value.value, str):
                words = value.value
                if WORD.search(words) and words != NAME_OF_THE_HOUSE:
                    found.append(f"{value.lineno}: {words}")
    return found


def test_no_bare_sentence_reaches_a_component() -> None:
    found = {
        str(file.relative_to(ROOT)): lines
        for file in sorted(WEB.rglob("*.py"))
        if file.name not in FRAME
        if (lines := bare_sentences(file.read_text(encoding="utf-8")))
    }

    assert found == {}


@pytest.mark.parametrize(
    "source",
    [
        'rx.el.p("Pay now")',
        'pen.el("p", "Pay now")',
        'rx.el.button(aria_label="Close it")',
        'pen.el("img", alt="A band")',
    ],
)
def test_a_bare_sentence_is_found(source: str) -> None:
    assert len(bare_sentences(source)) == 1


def test_the_template_holds_every_sentence() -> None:
    assert TEMPLATE.read_text(encoding="utf-8") == template()
