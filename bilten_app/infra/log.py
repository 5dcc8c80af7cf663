"""One way to log: structured lines on stdout, each with its correlation id, none with a secret.

Libraries that log through the standard library, or bring handlers of their own, end in the same
place. The correlation id of a request or job is bound by whoever opens it.
"""

import logging
import sys
from collections.abc import Generator, MutableMapping
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Literal, TextIO

import structlog

from bilten_app.infra.redaction import HIDDEN, is_secret_name, redacted
from bilten_app.kit.ids import new_code, shown_code

# Libraries that put handlers on their own loggers, which would write lines twice or bare.
_OWN_HANDLERS = (
    "_granian", "granian.access", "engineio.server", "reflex", "socketio.server", "uvicorn",
    "uvicorn.access", "uvicorn.error",
)  # fmt: skip
# Libraries whose information is noise, and whose debugging output quotes what people send.
_QUIET = (
    "asyncio", "engineio", "httpcore", "httpx", "PIL", "pgqueuer", "socketio", "sqlalchemy",
    "watchfiles",
)  # fmt: skip
# For `granian.Server(log_dictconfig=…)`, which would otherwise bring its own format.
GRANIAN_LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {},
    "handlers": {},
    "loggers": {name: {"handlers": [], "propagate": True} for name in _OWN_HANDLERS[:2]},
}
_OURS = frozenset({"correlation_id", "event", "level", "logger", "timestamp"})


def configure_logging(
    level: str = "info",
    form: Literal["auto", "json", "console"] = "auto",
    *,
    stream: TextIO | None = None,
) -> None:
    """Send every log line of this process to stdout; may be called again, the last call wins."""
    out = stream or sys.stdout
    pretty = form == "console" or (form == "auto" and out.isatty())
    shared = _shared_processors()
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(out)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.ExtraAdder(), *shared],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                redact,
                structlog.dev.ConsoleRenderer() if pretty else structlog.processors.JSONRenderer(),
            ],
        )
    )
    handler.setLevel(level.upper())  # libraries set levels on loggers of their own
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level.upper())
    _route_libraries()
    logging.captureWarnings(capture=True)
    sys.excepthook = _log_uncaught


@contextmanager
def correlated(correlation_id: str | None = None) -> Generator[str]:
    """Give every line inside the block one id; without a given one, a new one."""
    known_as = correlation_id or new_correlation_id()
    with structlog.contextvars.bound_contextvars(correlation_id=known_as):
        yield known_as


def correlation_id() -> str:
    """Return the correlation id of the present request or job; empty outside of one."""
    return str(structlog.contextvars.get_contextvars().get("correlation_id", ""))


def new_correlation_id() -> str:
    """Return a short code that a person can read out, for example `K7F3-Q2MA`."""
    return shown_code(new_code())


def redact(
    _logger: object, _method: str, line: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Hide what is secret in a finished line."""
    return {
        name: HIDDEN if name not in _OURS and is_secret_name(name) else redacted(value)
        for name, value in line.items()
    }


def _shared_processors() -> list[structlog.typing.Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
        structlog.processors.UnicodeDecoder(),
    ]


def _route_libraries() -> None:
    for name in _OWN_HANDLERS:
        logger = logging.getLogger(name)
        logger.handlers = []
        logger.propagate = True
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)


def _log_uncaught(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
        return
    structlog.get_logger("bilten").critical("process.died", exc_info=(kind, error, trace))
