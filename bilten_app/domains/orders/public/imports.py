"""Orders sold elsewhere that come as a file: what is read, what is wrong, how far it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from bilten_app.kit.errors import Invalid, Refused
from bilten_app.kit.states import Flow
from bilten_app.kit.text import msgid


class ImportState(StrEnum):
    """Where an import is."""

    uploaded = "uploaded"
    running = "running"
    done = "done"


IMPORT_FLOW = Flow[ImportState](
    {
        ImportState.uploaded: {ImportState.running},
        ImportState.running: {ImportState.done},
    }
)


class ColumnUse(StrEnum):
    """What a column of the file may say."""

    buyer = "name"
    email = "email"
    type = "type"
    quantity = "quantity"
    reference = "reference"
    price = "price"


class NotATable(Invalid):
    """The file is no table that we can read."""

    code = "not_a_table"
    text = msgid("This is not a table we can read. Save it as CSV, with one line for each order.")


class FileTooLong(Invalid):
    """Too many lines, or too many bytes."""

    code = "file_too_long"
    text = msgid("This file is too long: at most 5,000 lines and 2 MB.")


class ImportStarted(Refused):
    """An import is started once."""

    code = "import_started"
    text = msgid("This import has begun already.")


class ImportNotClean(Refused):
    """Lines are wrong that nobody has decided to leave out."""

    code = "import_not_clean"
    text = msgid("Some lines cannot be taken in. Mend the file, or leave those lines out.")


@dataclass(frozen=True, slots=True)
class LineProblem:
    """Why a line of the file is not taken in; `column` is empty when it is about the whole."""

    line: int
    column: str
    text: str


@dataclass(frozen=True, slots=True)
class ImportLine:
    """One line of the file that can be taken in."""

    line: int
    name: str
    email: str
    type_id: UUID
    quantity: int
    reference: str
    price_minor: int


@dataclass(frozen=True, slots=True)
class ImportCheck:
    """What an import would do now: the dry run."""

    lines: Sequence[ImportLine]
    problems: Sequence[LineProblem]
    known: int

    @property
    def tickets(self) -> int:
        """How many tickets the lines are for."""
        return sum(one.quantity for one in self.lines)


@dataclass(frozen=True, slots=True)
class ImportView:
    """An import and how far it is. `mapping` says which column has what."""

    id: UUID
    organizer_id: UUID
    event_id: UUID
    file_name: str
    state: ImportState
    header: Sequence[str]
    sample: Sequence[Sequence[str]]
    mapping: Mapping[str, int]
    total: int
    position: int
    made: int
    known: int
    problems: Sequence[LineProblem]
    made_at: datetime
    finished_at: datetime | None
