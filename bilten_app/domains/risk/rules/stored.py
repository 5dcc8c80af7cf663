"""How verdicts and rules are written down, and read again."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pydantic import TypeAdapter

from bilten_app.domains.risk.public import Reason, Ruleset, Signal, Thresholds
from bilten_app.domains.risk.rules.score import STANDARD

_REASONS = TypeAdapter(tuple[Reason, ...])
_RULESET = TypeAdapter(Ruleset)
_THRESHOLDS = TypeAdapter(Thresholds)


def write_reasons(reasons: tuple[Reason, ...]) -> list[dict[str, Any]]:
    """Return reasons as they are stored."""
    return _REASONS.dump_python(reasons, mode="json")


def read_reasons(stored: list[dict[str, Any]]) -> tuple[Reason, ...]:
    """Return stored reasons."""
    return _REASONS.validate_python(stored)


def write_ruleset(ruleset: Ruleset) -> dict[str, Any]:
    """Return the platform's rules as they are stored."""
    return _RULESET.dump_python(ruleset, mode="json")


def read_ruleset(stored: Mapping[str, Any]) -> Ruleset:
    """Return stored rules; a signal that is younger than they are has its standard weight."""
    read = _RULESET.validate_python(stored)
    return replace(
        read,
        weights={**STANDARD.weights, **read.weights},
        limits={**STANDARD.limits, **read.limits},
    )


def write_thresholds(thresholds: Thresholds) -> dict[str, Any]:
    """Return an organizer's thresholds as they are stored."""
    return _THRESHOLDS.dump_python(thresholds, mode="json")


def read_thresholds(stored: Mapping[str, Any]) -> Thresholds:
    """Return an organizer's stored thresholds."""
    return _THRESHOLDS.validate_python(stored)


def read_seen(stored: Mapping[str, int]) -> dict[Signal, int]:
    """Return what was counted when somebody began to pay."""
    known = {signal.value for signal in Signal}
    return {Signal(name): seen for name, seen in stored.items() if name in known}
