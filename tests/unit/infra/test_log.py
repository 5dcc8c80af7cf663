"""Every line is structured, correlated and free of secrets, whoever writes it."""

import io
import json
import logging
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from bilten_app.infra.log import configure_logging, correlated

SECRET = "hush-hush-hush"


class Lines(io.StringIO):
    """Stands for stdout and reads back what was written."""

    def read_back(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.getvalue().splitlines()]


@pytest.fixture
def lines() -> Iterator[Lines]:
    root = logging.getLogger()
    handlers, level, hook = root.handlers, root.level, sys.excepthook
    stream = Lines()
    configure_logging("debug", "json", stream=stream)
    yield stream
    structlog.reset_defaults()
    logging.captureWarnings(capture=False)
    root.handlers, sys.excepthook = handlers, hook
    root.setLevel(level)


def fail() -> None:
    raise ValueError(f"bad password={SECRET}")


def test_a_line_says_when_who_and_what(lines: Lines) -> None:
    structlog.get_logger("bilten.orders").info("order.paid", order="7KQ2-M9XD")

    [line] = lines.read_back()
    assert line["event"] == "order.paid"
    assert line["order"] == "7KQ2-M9XD"
    assert line["level"] == "info"
    assert line["logger"] == "bilten.orders"
    assert line["timestamp"].endswith("Z")


def test_one_id_ties_our_lines_to_those_of_libraries(lines: Lines) -> None:
    with correlated() as known_as:
        structlog.get_logger().info("ours")
        logging.getLogger("somebody").warning("theirs %s", 1)
    structlog.get_logger().info("later")

    ours, theirs, later = lines.read_back()
    assert ours["correlation_id"] == theirs["correlation_id"] == known_as
    assert theirs["event"] == "theirs 1"
    assert "correlation_id" not in later


@pytest.mark.parametrize("name", ["_granian", "granian.access", "uvicorn.error", "reflex"])
def test_a_server_that_brings_its_own_handler_is_routed_too(lines: Lines, name: str) -> None:
    logging.getLogger(name).error("GET /x?token=%s", SECRET)

    [line] = lines.read_back()
    assert line["logger"] == name
    assert SECRET not in lines.getvalue()


def test_no_door_lets_a_secret_through(lines: Lines) -> None:
    log = structlog.get_logger("bilten")

    log.info("sign-in", password=SECRET, headers={"cookie": SECRET, "x": [f"token={SECRET}"]})
    log.info("password=%s", SECRET)
    log.bind(authorization=SECRET).warning("bound")
    logging.getLogger("lib").warning("Authorization: Bearer %s", SECRET)
    logging.getLogger("lib").warning("extra", extra={"api_key": SECRET})
    try:
        fail()
    except ValueError:
        log.exception("failed")
        logging.getLogger("lib").exception("failed")

    assert len(lines.read_back()) == 7
    assert SECRET not in lines.getvalue()


def test_a_library_cannot_speak_below_the_level(lines: Lines) -> None:
    configure_logging("warning", "json", stream=lines)
    library = logging.getLogger("_granian")
    library.setLevel(logging.INFO)

    library.info("quiet")
    library.warning("heard")
    library.setLevel(logging.NOTSET)

    assert [line["event"] for line in lines.read_back()] == ["heard"]


def test_a_crash_is_a_line_too(lines: Lines) -> None:
    try:
        fail()
    except ValueError as error:
        sys.excepthook(ValueError, error, error.__traceback__)

    [line] = lines.read_back()
    assert line["event"] == "process.died"
    assert "ValueError" in line["exception"]
    assert SECRET not in lines.getvalue()
