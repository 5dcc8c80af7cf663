"""The part of the style sheet that a first paint needs, so that it may travel with the page.

Reads the sheet as the compiler writes it: flat, minified, a rule's classes in its selector.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from html import unescape

COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
MARK = re.compile(r"""\\.|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[{};]""", re.DOTALL)
CLASS_ATTRIBUTE = re.compile(r'class="([^"]*)"')
CLASS_NAME = re.compile(r"\.((?:\\.|[\w-])+)")
ESCAPED = re.compile(r"\\(.)")
NEGATED = re.compile(r":not\([^()]*\)")
# What nobody can do before the whole sheet is there.
DEED = re.compile(r":(?:hover|focus|active|disabled)\b")
GROUPS = ("@media", "@layer", "@supports", "@container")
# For browsers without @property; these wait for the whole sheet.
FALLBACKS = "@layer properties"
# The colour scheme's script puts these on <html>.
ALWAYS = frozenset({"light", "dark"})


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule, and for each selector of its list the classes without which it paints nothing."""

    text: str
    needs: tuple[frozenset[str], ...]


@dataclass(frozen=True, slots=True)
class Property:
    """A registered variable; it matters to the rules that read it."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Group:
    """Rules under a condition or in a layer; an empty layer still takes its place in the order."""

    prelude: str
    rules: tuple["Part", ...]


type Part = Rule | Property | Group


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """A style sheet, taken apart."""

    parts: tuple[Part, ...]


def sheet_of(css: str) -> Sheet:
    """Take a style sheet apart."""
    return Sheet(tuple(_parts(COMMENT.sub("", css))))


def classes_in(html: str) -> frozenset[str]:
    """Return every class that some HTML uses."""
    written = unescape(" ".join(set(CLASS_ATTRIBUTE.findall(html))))
    return frozenset(written.split())


@lru_cache(maxsize=256)
def critical(sheet: Sheet, classes: frozenset[str]) -> str:
    """Return the rules that paint elements of these classes, in their order and layers."""
    kept = list(_kept(sheet.parts, classes | ALWAYS))
    painted = "".join(part for part in kept if isinstance(part, str))
    return "".join(
        part if isinstance(part, str) else part.text
        for part in kept
        if isinstance(part, str) or f"var({part.name}" in painted
    )


def _kept(parts: Iterable[Part], classes: frozenset[str]) -> Iterator[str | Property]:
    for part in parts:
        match part:
            case Rule():
                if any(needed <= classes for needed in part.needs):
                    yield part.text
            case Group():
                inside = "".join(
                    kept for kept in _kept(part.rules, classes) if isinstance(kept, str)
                )
                if inside or part.prelude.startswith("@layer"):
                    yield f"{part.prelude}{{{inside}}}"
            case Property():
                yield part


def _parts(css: str) -> Iterator[Part]:
    for prelude, body in _blocks(css):
        if prelude.startswith("@property"):
            yield Property(prelude.removeprefix("@property").strip(), f"{prelude}{{{body}}}")
        elif prelude == FALLBACKS:
            yield Group(prelude, ())
        elif prelude.startswith(GROUPS) and body:
            yield Group(prelude, tuple(_parts(body)))
        elif prelude.startswith("@"):
            yield Rule(f"{prelude}{{{body}}}" if body else f"{prelude};", (frozenset(),))
        else:
            yield Rule(f"{prelude}{{{body}}}", _needs(prelude))


def _needs(selectors: str) -> tuple[frozenset[str], ...]:
    """Return the classes of each selector; a comma inside brackets only makes more of them."""
    return tuple(
        frozenset(ESCAPED.sub(r"\1", name) for name in CLASS_NAME.findall(selector))
        for selector in NEGATED.sub("", selectors).split(",")
        if not DEED.search(selector)
    )


def _blocks(css: str) -> Iterator[tuple[str, str]]:
    """Yield (prelude, body) of each block; a statement without a block has an empty body."""
    depth = began = opened = 0
    for mark in MARK.finditer(css):
        match mark[0]:
            case "{":
                depth += 1
                opened = mark.end() if depth == 1 else opened
            case "}":
                depth -= 1
                if not depth:
                    yield css[began : opened - 1].strip(), css[opened : mark.start()]
                    began = mark.end()
            case ";" if not depth:
                yield css[began : mark.start()].strip(), ""
                began = mark.end()
            case _:
                pass
