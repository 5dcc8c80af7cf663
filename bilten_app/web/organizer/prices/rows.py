"""The rows of the page, ready to show."""

from dataclasses import dataclass, field

from bilten_app.web.explained import StepRow


@dataclass(frozen=True, slots=True)
class TypePrices:
    """A ticket type with its offers; `fields` maps the name of a form field to its value."""

    id: str
    name: str
    tag: str
    hidden: bool
    lines: list[str]
    fields: dict[str, str]
    is_live: bool


@dataclass(frozen=True, slots=True)
class PromoRow:
    """A promotion, as a line and as a form."""

    id: str = ""
    title: str = ""
    what: str = ""
    uses: str = ""
    paused: bool = False
    stackable: bool = False
    fields: dict[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class TriedLine:
    """A line of a tried cart, with what made each cent of it."""

    title: str
    total: str
    steps: list[StepRow]


@dataclass(frozen=True, slots=True)
class Tried:
    """A tried cart."""

    total: str = ""
    lines: list[TriedLine] = field(default_factory=list[TriedLine])
    refused: list[str] = field(default_factory=list[str])
