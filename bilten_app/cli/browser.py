"""The browser that the browser stories and the benchmarks drive."""

import os
import shutil
import subprocess
from pathlib import Path

from bilten_app.infra.embedded import CannotStart

_NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


def find_browser() -> Path | None:
    """Return the system's Chromium or Chrome, else Playwright's own, else None."""
    for name in _NAMES:
        if found := shutil.which(name):
            return Path(found)
    downloads = Path(
        os.environ.get("PLAYWRIGHT_BROWSERS_PATH", Path.home() / ".cache" / "ms-playwright")
    )
    return max(downloads.glob("chromium-*/chrome-linux*/chrome"), default=None)


def require_browser() -> Path:
    """Return a browser; install one where we may, else say how."""
    found = find_browser()
    if found is None and os.geteuid() == 0 and shutil.which("apt-get"):
        _install()
        found = find_browser()
    if found is None:
        raise CannotStart(
            "There is no Chromium. Install it with `apt-get install chromium` as root,"
            " or for yourself with `uv run playwright install chromium`."
        )
    return found


def _install() -> None:
    print("Installing Chromium …", flush=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (
        ["apt-get", "-qq", "update"],
        ["apt-get", "-qq", "install", "--yes", "--no-install-recommends", "chromium"],
    ):
        subprocess.run(command, env=quiet, check=False, stdout=subprocess.DEVNULL)
