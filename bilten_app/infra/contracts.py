"""What our contracts compiled to: the committed artifacts."""

import json
from dataclasses import dataclass
from functools import cache
from typing import Any

from bilten_app.infra.settings import PROJECT
from bilten_app.kit.evm import keccak

_ARTIFACTS = PROJECT / "contracts" / "artifacts"


@dataclass(frozen=True, slots=True)
class Artifact:
    """A compiled contract."""

    name: str
    abi: list[dict[str, Any]]
    bytecode: bytes

    @property
    def abi_hash(self) -> bytes:
        """Return what tells one interface from another, whatever the order of its JSON."""
        plain = json.dumps(self.abi, sort_keys=True, separators=(",", ":"))
        return keccak(plain.encode())


@cache
def artifact(name: str) -> Artifact:
    """Return a contract by its name, like `Payments`."""
    made = json.loads((_ARTIFACTS / f"{name}.json").read_text(encoding="utf-8"))
    return Artifact(name, made["abi"], bytes.fromhex(made["bytecode"].removeprefix("0x")))
