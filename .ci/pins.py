"""Prove that every version is pinned and no file names a registry; `--write` renews the pins.

Run it with `uv` on the path: `python .ci/pins.py`.
"""

import argparse
import json
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PYPROJECT = ROOT / "pyproject.toml"
REQUIREMENTS = ROOT / "requirements.lock"
NPM_LOCKS = (
    "contracts/package-lock.json",
    "scanner/package-lock.json",
    "reflex.lock/package-lock.json",
)
REGISTRIES = [
    ".".join(labels)
    for labels in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("registry", "npmjs", "org"),
        ("registry", "npmmirror", "com"),
        ("registry", "yarnpkg", "com"),
    )
]
PINS = re.compile(r"^constraint-dependencies = \[\n(.*?)^\]$", re.MULTILINE | re.DOTALL)


def main() -> None:
    """Check everything, or write what can be written first."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="renew the pins of Python packages")
    write = parser.parse_args().write
    with tempfile.TemporaryDirectory() as place:
        locked = resolve(Path(place))
        if write:
            write_constraints(locked)
            locked = resolve(Path(place))
        exported = export(Path(place))
    if write:
        REQUIREMENTS.write_text(exported, encoding="utf-8")
    faults = [
        *constraint_faults(locked),
        *requirement_faults(exported),
        *npm_faults(),
        *registry_faults(),
    ]
    for fault in faults:
        print(f"pins: {fault}", file=sys.stderr)
    if faults:
        sys.exit(1)
    print(f"pins: {len(locked)} Python packages are pinned, no file names a registry")


def resolve(place: Path) -> set[str]:
    """Resolve anew, without a lock file; return `name==version` for every package."""
    for name in ("pyproject.toml", ".python-version"):
        shutil.copy(ROOT / name, place)
    (place / "uv.lock").unlink(missing_ok=True)
    uv(place, "lock", "--quiet")
    packages = tomllib.loads((place / "uv.lock").read_text(encoding="utf-8"))["package"]
    return {
        f"{package['name']}=={package['version']}"
        for package in packages
        if "registry" in package["source"]
    }


def export(place: Path) -> str:
    """Return what a deployment installs, with hashes."""
    return uv(
        place, "export", "--quiet", "--frozen", "--no-dev", "--no-emit-project", "--no-header",
        "--no-annotate", "--no-emit-index-url", "--no-emit-find-links",
    )  # fmt: skip


def constraints() -> set[str]:
    """Return the pins of pyproject.toml."""
    return set(tomllib.loads(PYPROJECT.read_text())["tool"]["uv"]["constraint-dependencies"])


def write_constraints(locked: set[str]) -> None:
    """Put `locked` into pyproject.toml."""
    lines = "".join(f'  "{pin}",\n' for pin in sorted(locked))
    text = PYPROJECT.read_text(encoding="utf-8")
    pinned = PINS.sub(lambda _: f"constraint-dependencies = [\n{lines}]", text)
    PYPROJECT.write_text(pinned, encoding="utf-8")


def constraint_faults(locked: set[str]) -> Iterator[str]:
    """Yield what is resolved but not pinned, and what is pinned but not used."""
    for pin in sorted(locked - constraints()):
        yield f"{pin} is resolved, but pyproject.toml does not pin it"
    for pin in sorted(constraints() - locked):
        yield f"{pin} is pinned, but nothing needs it"


def requirement_faults(exported: str) -> Iterator[str]:
    """Yield when the deployment's lock is not what a fresh export gives."""
    kept = REQUIREMENTS.read_text(encoding="utf-8") if REQUIREMENTS.exists() else ""
    if kept != exported:
        yield "requirements.lock is not current; run `python .ci/pins.py --write`"


def npm_faults() -> Iterator[str]:
    """Yield packages of the npm locks that carry an address or no hash."""
    for name in NPM_LOCKS:
        path = ROOT / name
        if not path.exists():
            yield f"{name} is missing"
            continue
        for key, package in json.loads(path.read_text(encoding="utf-8"))["packages"].items():
            if "resolved" in package:
                yield f"{name}: {key} carries an address"
            if key and "integrity" not in package and not package.get("link"):
                yield f"{name}: {key} has no hash"


def registry_faults() -> Iterator[str]:
    """Yield files of the repository that name a registry's host."""
    patterns = [word for host in REGISTRIES for word in ("-e", host)]
    found = subprocess.run(
        ["git", "grep", "-IlF", *patterns],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    for name in found.stdout.splitlines():
        yield f"{name} names a registry"


def uv(place: Path, *arguments: str) -> str:
    """Run uv in `place` and return what it says."""
    done = subprocess.run(
        ["uv", *arguments], cwd=place, stdout=subprocess.PIPE, text=True, check=True
    )
    return done.stdout


if __name__ == "__main__":
    main()
