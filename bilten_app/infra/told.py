"""A program that loads while it is not yet known where the database is.

Loading takes most of a start. `bilten up` starts our programs at once, brings up the servers
meanwhile, and then tells each its environment: one JSON object on its standard input.
"""

import json
import os
import sys
from collections.abc import Mapping

FLAG = "--until-told"


def wait_until_told() -> None:
    """Where we were started with the flag, wait for our environment; end if nobody tells it."""
    if FLAG not in sys.argv:
        return
    told = sys.stdin.readline()
    if not told:
        sys.exit(0)  # whoever started us is gone
    os.environ.update(json.loads(told))


def telling(environment: Mapping[str, str]) -> bytes:
    """Return what tells a program its environment."""
    return json.dumps(dict(environment)).encode() + b"\n"
