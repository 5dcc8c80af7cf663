"""One markup, two pens: the same part drawn for the browser by Reflex, or as HTML by the server.

A part that also appears in the first paint takes a `Pen` and a row. With `SCREEN` the row is state
and the result a component; with `Paper` the row is a plain value and the result is escaped HTML.
"""

from collections.abc import Callable, Iterable
from typing import Any, Protocol

import reflex as rx
from markupsafe import Markup, escape

from bilten_app.kit.text import say, say_many
from bilten_app.web import words

VOID_TAGS = frozenset({"img", "input", "br", "hr", "meta", "link", "source", "path", "circle"})
RENAMED = {
    "max_length": "maxlength",
    "tab_index": "tabindex",
    "class_name": "class",
    "html_for": "for",
    "src_set": "srcset",
    "view_box": "viewBox",
}
DROPPED = frozenset({"key", "custom_attrs", "style"})


class Pen(Protocol):
    """Draws elements, says sentences, and chooses."""

    is_paper: bool

    def el(self, tag: str, *children: Any, **props: Any) -> Any:
        """Draw one element."""
        ...

    def t(self, sentence: str, **fields: Any) -> str:
        """Say a sentence."""
        ...

    def tn(self, one: str, many: str, n: Any, **fields: Any) -> str:
        """Say the form of a sentence that agrees with `n`."""
        ...

    def when(self, condition: Any, then: Any, otherwise: Any = None) -> Any:
        """Draw `then` where `condition` holds."""
        ...

    def either(self, one: Any, other: Any) -> Any:
        """Whether one of two conditions holds."""
        ...

    def each(self, rows: Any, draw: Callable[[Any], Any]) -> Any:
        """Draw every row."""
        ...

    def join(self, *parts: Any) -> Any:
        """Put pieces of text together."""
        ...


class Screen:
    """Draws for the browser."""

    is_paper = False

    def el(self, tag: str, *children: Any, **props: Any) -> Any:
        """Draw one element; attributes that Reflex would take for style go in as attributes."""
        attributes = {name: props.pop(name) for name in ("width", "height") if name in props}
        if attributes and tag == "img":
            props["custom_attrs"] = {**props.get("custom_attrs", {}), **attributes}
        return getattr(rx.el, tag)(*(child for child in children if child is not None), **props)

    def t(self, sentence: str, **fields: Any) -> str:
        """Say a sentence."""
        return words.t(sentence, **fields)

    def tn(self, one: str, many: str, n: Any, **fields: Any) -> str:
        """Say the form of a sentence that agrees with `n`."""
        return words.tn(one, many, n, **fields)

    def when(self, condition: Any, then: Any, otherwise: Any = None) -> Any:
        """Draw `then` where `condition` holds."""
        return rx.cond(condition, then, rx.fragment() if otherwise is None else otherwise)

    def either(self, one: Any, other: Any) -> Any:
        """Whether one of two conditions holds."""
        return (one != "") | (other != "")

    def each(self, rows: Any, draw: Callable[[Any], Any]) -> Any:
        """Draw every row."""
        return rx.foreach(rows, draw)

    def join(self, *parts: Any) -> Any:
        """Put pieces of text together."""
        whole = rx.Var.create("")
        for part in parts:
            whole = whole + rx.Var.create(part).to(str)
        return whole


class Paper:
    """Draws HTML on the server, in one language."""

    is_paper = True

    def __init__(self, locale: str) -> None:
        self.locale = locale

    def el(self, tag: str, *children: Any, **props: Any) -> Markup:
        """Draw one element; text and attributes are escaped, events and keys are left out."""
        opening = f"<{tag}{self._attributes(props)}"
        if tag in VOID_TAGS:
            return Markup(opening + "/>")  # noqa: S704 - every attribute was escaped
        inner = "".join(escape(child) for child in children if child is not None)
        return Markup(f"{opening}>{inner}</{tag}>")  # noqa: S704 - tags come from parts

    def t(self, sentence: str, **fields: Any) -> str:
        """Say a sentence."""
        return say(sentence, self.locale, **fields)

    def tn(self, one: str, many: str, n: Any, **fields: Any) -> str:
        """Say the form of a sentence that agrees with `n`."""
        return say_many(one, many, n, self.locale, **fields)

    def when(self, condition: Any, then: Any, otherwise: Any = None) -> Any:
        """Draw `then` where `condition` holds."""
        return then if condition else (otherwise if otherwise is not None else "")

    def either(self, one: Any, other: Any) -> Any:
        """Whether one of two conditions holds."""
        return bool(one or other)

    def each(self, rows: Iterable[Any], draw: Callable[[Any], Any]) -> Markup:
        """Draw every row."""
        return Markup("").join(draw(row) for row in rows)

    def join(self, *parts: Any) -> str:
        """Put pieces of text together."""
        return "".join(str(part) for part in parts)

    def _attributes(self, props: dict[str, Any]) -> str:
        extra = dict(props.get("custom_attrs", {}))
        if props.get("style"):
            extra["style"] = ";".join(f"{name}:{value}" for name, value in props["style"].items())
        named = [(_html_name(name), value) for name, value in props.items() if name not in DROPPED]
        written = [
            f' {name}="{escape(_html_value(value))}"'
            for name, value in [*named, *extra.items()]
            if value is not None and value is not False and not name.startswith("on-")
        ]
        return "".join(written)


def _html_name(name: str) -> str:
    return RENAMED.get(name) or name.replace("_", "-")


def _html_value(value: Any) -> Any:
    return "" if value is True else value


SCREEN = Screen()
