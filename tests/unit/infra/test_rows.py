"""A row takes what it is given and the defaults of the rest, and knows when it is changed."""

from sqlalchemy import MetaData, inspect
from sqlmodel import Field

from bilten_app.infra.db import Row, document, values_of
from bilten_app.kit.ids import new_code


class Bell(Row, table=True):
    """A bell of these tests; it is in no database, and not among the tables of those."""

    __tablename__ = "test_bells"
    metadata = MetaData()

    id: str = Field(default_factory=new_code, primary_key=True)
    name: str
    state: str = "silent"
    marks: list[str] = document(default=[])


def test_a_row_has_what_it_was_given_and_the_defaults_of_the_rest() -> None:
    bell = Bell(name="Great")

    assert values_of(bell) == {"id": bell.id, "name": "Great", "state": "silent", "marks": []}
    assert values_of(Bell(id="B1", name="Small", state="rung"))["state"] == "rung"


def test_no_two_rows_share_a_default() -> None:
    one, other = Bell(name="One"), Bell(name="Other")
    one.marks.append("cracked")

    assert other.marks == []
    assert one.id != other.id


def test_a_change_of_a_row_is_noticed() -> None:
    bell = Bell(name="Great")
    inspect(bell)._commit_all(bell.__dict__)

    bell.state = "rung"

    assert inspect(bell).attrs.state.history.added == ["rung"]
    assert inspect(bell).modified
