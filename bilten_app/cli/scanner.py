"""The scanner's build: only when its sources changed."""

import hashlib
from pathlib import Path

from bilten_app.cli.packages import install_packages, run_npm, says
from bilten_app.cli.steps import Note
from bilten_app.infra.settings import PROJECT

SCANNER = PROJECT / "scanner"
_BUILT = SCANNER / "dist" / ".bilten-sources"
_NOT_SOURCES = {"node_modules", "dist", "test"}


def build_scanner(data_dir: Path, report: Note) -> None:
    """Make `scanner/dist` agree with its sources."""
    sources = _sources_hash()
    if says(_BUILT, sources):
        return
    install_packages(SCANNER, data_dir, report)
    report("building")
    run_npm(SCANNER, data_dir, "run", "build")
    _BUILT.write_text(sources, encoding="ascii")


def _sources_hash() -> str:
    digest = hashlib.sha256()
    for path in sorted(SCANNER.rglob("*")):
        inside = path.relative_to(SCANNER)
        if inside.parts[0] not in _NOT_SOURCES and path.is_file():
            digest.update(f"{inside}\0".encode() + path.read_bytes())
    return digest.hexdigest()
