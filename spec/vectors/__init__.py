"""The shared test vectors, made by rule: `python -m spec.vectors` writes them anew.

Every vector has a `kind`, a `name` and a `why`; those of tickets a `clock` (unix seconds) and what
to `expect`, those of chains the result itself. Its inputs are complete. Keys and nonces are made
from words, so that every run writes the same bytes and a test can compare them. Python and
TypeScript, or Python and Solidity, run every vector.
"""

import json
from pathlib import Path

from spec.vectors import chain, issuing, order, proofs, records, verdicts
from spec.vectors.world import Vector

SPEC = Path(__file__).parent.parent
FILES: dict[str, list[Vector]] = {
    "ticket-proof.vectors.json": [*proofs.VECTORS, *issuing.VECTORS, *records.VECTORS],
    "scan-verdict.vectors.json": [*verdicts.VECTORS, *order.VECTORS],
    "chain-signatures.vectors.json": chain.VECTORS,
}


def written(vectors: list[Vector]) -> str:
    """Return the text of a vectors file."""
    return json.dumps(vectors, indent=1, ensure_ascii=False) + "\n"
