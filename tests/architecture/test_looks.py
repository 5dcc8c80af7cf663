"""Looks are classes: what Emotion could draw beyond an attribute is gone (web/lighter.py)."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from reflex_base import constants

from bilten_app import web
from bilten_app.web.lighter import NEARBY_EVAL, without_nearby_eval

WEB = Path(web.__file__).parent
PLAIN = re.compile(r"[a-zA-Z-]+")


def unplain_styles(tree: ast.AST) -> Iterator[str]:
    """Yield the styles that need more than an attribute: of states, conditions, or others."""
    for call in ast.walk(tree):
        if not (isinstance(call, ast.Call) and ".el" in ast.unparse(call.func)):
            continue
        for given in call.keywords:
            is_style = given.arg == "style" and not is_plain(given.value)
            if is_style or (given.arg or "").startswith("_"):
                yield ast.unparse(given)


def is_plain(style: ast.expr) -> bool:
    return isinstance(style, ast.Dict) and all(
        isinstance(name, ast.Constant)
        and PLAIN.fullmatch(str(name.value))
        and not isinstance(value, ast.Dict)
        for name, value in zip(style.keys, style.values, strict=True)
    )


def test_no_style_of_an_element_needs_more_than_an_attribute() -> None:
    found = {
        file.name: list(unplain_styles(ast.parse(file.read_text(encoding="utf-8"))))
        for file in WEB.rglob("*.py")
    }

    assert not {name: styles for name, styles in found.items() if styles}


def test_reflexes_own_script_still_has_the_evals_that_are_rewritten() -> None:
    template = constants.Templates.Dirs.WEB_TEMPLATE / "utils" / "state.js"
    script = template.read_text(encoding="utf-8")

    assert NEARBY_EVAL.search(script)
    assert not NEARBY_EVAL.search(without_nearby_eval(script))
