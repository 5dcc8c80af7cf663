"""The database: engines, the base of all rows, and the column types they share."""

from collections.abc import Callable, Collection, Iterable, Mapping, Set
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar, cast

from pydantic.fields import FieldInfo
from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    DateTime,
    MetaData,
    Table,
    Text,
    TextClause,
    any_,
    func,
    literal,
    select,
    text,
    tuple_,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.orm import Mapped
from sqlalchemy.orm.attributes import manager_of_class, set_attribute
from sqlmodel import Field, SQLModel
from sqlmodel._compat import SQLModelConfig

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Row(SQLModel):
    """Base of every table. It does not validate: `public` values and the database do.

    So nothing that validates is built, which would take a tenth of every start.
    """

    model_config = SQLModelConfig(defer_build=True)
    metadata = MetaData(naming_convention=NAMING)

    if TYPE_CHECKING:
        __tablename__: ClassVar[str]  # pyright: ignore[reportIncompatibleVariableOverride]

    else:
        # As SQLModel does it, without what only those who validate need: an order makes a dozen
        # rows, and took more time for them than for their statements. What is set on a row that
        # is not in the database yet is no change of it, so nobody has to be told.
        def __init__(self, **values):
            """Take the values of columns, and the defaults of those that are not given."""
            required, defaults = _fields_of(type(self))
            made = {name: make() for name, make in defaults.items() if name not in values}
            given = {
                name: value
                for name, value in values.items()
                if name in required or name in defaults
            }
            self.__dict__.update(made | given)

        def __setattr__(self, name, value):
            if name in manager_of_class(type(self)):
                set_attribute(self, name, value)
            else:
                super().__setattr__(name, value)


@cache
def _fields_of(kind: type[Row]) -> tuple[Set[str], Mapping[str, Callable[[], Any]]]:
    """Return the columns that must be given, and what makes the others."""
    fields = kind.model_fields
    defaults = {name: _maker(field) for name, field in fields.items() if not field.is_required()}
    return fields.keys() - defaults.keys(), defaults


def _maker(field: FieldInfo) -> Callable[[], Any]:
    if field.default_factory:  # called by itself: pydantic looks at its parameters each time
        return cast("Callable[[], Any]", field.default_factory)
    default: Any = field.default
    return (lambda: default) if isinstance(default, str | int | bytes | None) else field.get_default


def table_of(kind: type[Row]) -> Table:
    """Return the table of a kind of row, for statements that write many rows at once."""
    return cast("Table", getattr(kind, "__table__"))  # noqa: B009 - made at run time


def values_of(row: Row) -> dict[str, Any]:
    """Return a row's columns as they are; `model_dump` would walk through every document."""
    return {column.name: getattr(row, column.name) for column in table_of(type(row)).columns}


def insert_lists(table: str, **types: str) -> TextClause:
    """Return the statement that inserts rows given as one list for each column, in their order.

    It is the same for one row and for many, and made once: to make one for each set of rows costs
    the process more than to run it.
    """
    names = ", ".join(types)
    lists = ", ".join(f"CAST(:{name} AS {kind}[])" for name, kind in types.items())
    return text(
        f"INSERT INTO {table} ({names}) SELECT {names} FROM unnest({lists})"  # noqa: S608 - ours
        f" WITH ORDINALITY AS r ({names}, nth) ORDER BY nth"
    )


def among(column: Mapped[Any], values: Iterable[Any]) -> ColumnElement[bool]:
    """Whether a column has one of some values.

    `IN` is another statement for each number of values, which each connection has to prepare:
    where callers share a transaction that was a third of all they asked. This is always the same.
    """
    return column == any_(_array(column, values))


def among_pairs(
    first: Mapped[Any], second: Mapped[Any], pairs: Collection[tuple[Any, Any]]
) -> ColumnElement[bool]:
    """Whether two columns have one of some pairs of values."""
    lists = _array(first, (one for one, _ in pairs)), _array(second, (one for _, one in pairs))
    wanted = func.unnest(*lists).table_valued("first", "second").render_derived()
    return tuple_(first, second).in_(select(wanted.c.first, wanted.c.second))


def _array(column: Mapped[Any], values: Iterable[Any]) -> ColumnElement[Any]:
    return literal(list(values), ARRAY(cast("ColumnElement[Any]", column).type))


def moment(**options: Any) -> Any:
    """Declare a column that holds an instant."""
    return Field(sa_type=DateTime(timezone=True), **options)  # pyright: ignore[reportArgumentType]


def words(**options: Any) -> Any:
    """Declare a text column without a length."""
    return Field(sa_type=Text, **options)


def minor(**options: Any) -> Any:
    """Declare an amount in the currency's smallest unit."""
    return Field(sa_type=BigInteger, **options)


def document(**options: Any) -> Any:
    """Declare a JSON column."""
    return Field(sa_type=JSONB, **options)


def async_dsn(dsn: str) -> str:
    """Return a PostgreSQL address as SQLAlchemy's asyncpg dialect wants it."""
    return "postgresql+asyncpg://" + dsn.split("://", 1)[1]


def plain_dsn(dsn: str) -> str:
    """Return the address as asyncpg itself wants it."""
    return "postgresql://" + dsn.split("://", 1)[1]


def make_engine(dsn: str, *, pool_size: int = 20, **options: Any) -> AsyncEngine:
    """Return an engine whose connections give up on a lock after 4 s and on a query after 30 s.

    The pool never lends more than it keeps: a connection made for a moment costs more (it must
    learn the types anew) than waiting for one that is there.
    """
    return create_async_engine(
        async_dsn(dsn),
        pool_size=pool_size,
        max_overflow=0,
        pool_pre_ping=False,
        pool_use_lifo=True,
        connect_args={
            "server_settings": {
                "application_name": "bilten",
                "lock_timeout": "4s",
                "statement_timeout": "30s",
                "timezone": "UTC",
                "jit": "off",
            },
        },
        **options,
    )
