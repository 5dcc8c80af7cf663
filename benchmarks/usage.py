"""CPU time that processes spend: unlike a rate, it does not depend on who else uses the machine."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
PARENT, USER, CHILDREN_SYSTEM = 1, 11, 14  # fields of /proc/<pid>/stat after the name


@dataclass(frozen=True, slots=True)
class Meter:
    """Reads the CPU seconds of processes with all that they started, by name."""

    pids: Mapping[str, int]

    def read(self) -> Mapping[str, float]:
        """Return name → CPU seconds so far. Those of `x` are not among those of its parent."""
        stats = _stats()
        named = {pid: name for name, pid in self.pids.items()}
        spent = dict.fromkeys(self.pids, 0.0)
        for pid, fields in stats.items():
            owner: int | None = pid
            while owner is not None and owner not in named:
                owner = int(stats[owner][PARENT]) if owner in stats else None
            if owner is not None:
                ticks = sum(int(field) for field in fields[USER : CHILDREN_SYSTEM + 1])
                spent[named[owner]] += ticks / TICKS
        return spent


def each_ms(before: Mapping[str, float], after: Mapping[str, float], count: int) -> str:
    """Return what one of `count` things cost, for example `web 15.0, PostgreSQL 8.1 ms`."""
    costs = ", ".join(
        f"{name} {(after[name] - before[name]) / max(count, 1) * 1000:.2f}" for name in after
    )
    return f"{costs} ms"


def servers() -> Mapping[str, int]:
    """Return the servers that this process has started, by name."""
    names = {"postgres": "PostgreSQL", "valkey-server": "Valkey"}
    return {
        names[name]: pid
        for pid in children(os.getpid())
        if (name := Path(f"/proc/{pid}/comm").read_text(encoding="utf-8").strip()) in names
    }


def children(pid: int) -> list[int]:
    """Return the processes that `pid` started itself; those that give way to others come last."""
    found = [child for child, fields in _stats().items() if int(fields[PARENT]) == pid]
    return sorted(found, key=lambda child: os.getpriority(os.PRIO_PROCESS, child))


def _stats() -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                told = (folder / "stat").read_text(encoding="utf-8", errors="replace")
            except OSError:
                continue  # it has just ended
            found[int(folder.name)] = told.rpartition(")")[2].split()
    return found
