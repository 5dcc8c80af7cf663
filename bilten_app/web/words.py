"""Sentences on pages. Pages are compiled once for everyone, so the browser translates.

`t` and `tn` are what Babel extracts; the catalogs come from the same `.po` files as the server's.
A sentence made of state, such as a refusal, is passed to `said`: its msgid was marked elsewhere.
"""

import json
from typing import Any, cast

import reflex as rx
from reflex_base.utils.imports import ImportVar
from reflex_base.vars import VarData

from bilten_app.web.library import library

_LIBRARY = library(__name__, "words.js")
_HOOK = VarData(
    imports={_LIBRARY: [ImportVar(tag="useWords", install=False)]},
    hooks={"const words = useWords()": None},
)

DAY_AND_TIME = {"dateStyle": "medium", "timeStyle": "short"}
TIME_AND_ZONE = {"hour": "numeric", "minute": "2-digit", "timeZoneName": "short"}


def t(sentence: str, **fields: Any) -> str:
    """Return `sentence` in the visitor's language; `fields` fill its blanks and may be state."""
    blanks = rx.Var.create(fields)
    return _words(f"words({json.dumps(sentence)}, {blanks!s})", blanks)


def tn(one: str, many: str, n: Any, **fields: Any) -> str:
    """Return the form that agrees with `n`, which also fills the blank `{n}`."""
    count, blanks = rx.Var.create(n), rx.Var.create(fields)
    forms = f"{json.dumps(one)}, {json.dumps(many)}"
    return _words(f"words.n({forms}, {count!s}, {blanks!s})", count, blanks)


def said(sentence: Any, fields: Any = None) -> str:
    """Return a sentence that is itself state, marked with `msgid` where it was written."""
    msgid, blanks = rx.Var.create(sentence), rx.Var.create(fields or {})
    return _words(f"words({msgid!s}, {blanks!s})", msgid, blanks)


def when(iso: Any, options: dict[str, str] | None = None) -> str:
    """Return an ISO instant in the visitor's own zone; `options` are those of Intl."""
    instant, shape = rx.Var.create(iso), rx.Var.create(options or DAY_AND_TIME)
    return _words(f"words.when({instant!s}, {shape!s})", instant)


def elsewhere(iso: Any, zone: Any) -> str:
    """Return an ISO instant on the visitor's clock, or nothing when the place's clock is theirs."""
    instant, place = rx.Var.create(iso), rx.Var.create(zone)
    return _words(f"words.elsewhere({instant!s}, {place!s})", instant, place)


def _words(expression: str, *parts: rx.Var[Any]) -> str:
    data = VarData.merge(_HOOK, *(part._get_all_var_data() for part in parts))  # noqa: SLF001
    var = rx.Var(_js_expr=expression, _var_type=str, _var_data=data)
    return cast("str", var.to(str))
