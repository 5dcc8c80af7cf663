"""The contracts' toolchain: packages, the compiler and forge, none of them needed to run Bilten."""

import subprocess
from pathlib import Path

from bilten_app.cli.packages import install_packages
from bilten_app.cli.steps import Note
from bilten_app.infra.embedded import dies_with_parent
from bilten_app.infra.embedded.anvil import CONTRACTS, foundry_program
from bilten_app.infra.embedded.node import NODE, node_environment
from bilten_app.infra.embedded.process import STOP


def install_chain(data_dir: Path, report: Note, *options: str) -> None:
    """Bring compiler, libraries and the node; the packages' own scripts are never run."""
    install_packages(CONTRACTS, data_dir, report, "--ignore-scripts", *options)


def check_contracts(data_dir: Path, report: Note) -> str:
    """Compile, compare and try the contracts; return which of these failed, or nothing."""
    install_chain(data_dir, report)
    forge = str(foundry_program("forge"))
    checks = {
        "the artifacts are not what the sources compile to": [str(NODE), "compile.mjs", "--check"],
        "the contracts are not formatted": [forge, "fmt", "--check"],
        "forge's tests failed": [forge, "test"],
    }
    for fault, command in checks.items():
        done = subprocess.run(
            command,
            cwd=CONTRACTS,
            env=node_environment(data_dir / "bin"),
            check=False,
            preexec_fn=dies_with_parent(STOP),
        )
        if done.returncode != 0:
            return fault
    return ""
