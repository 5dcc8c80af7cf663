"""What is said to the database meanwhile, for tests that count it."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from bilten_app.infra.runtime import Runtime


@contextmanager
def statements(rt: Runtime) -> Iterator[list[str]]:
    """Collect the statements that are sent until the block ends."""
    sent: list[str] = []

    def hear(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        sent.append(statement)

    engine = rt.engine.sync_engine
    event.listen(engine, "before_cursor_execute", hear)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", hear)
