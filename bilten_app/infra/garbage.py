"""What a process has loaded stays for good, and need not be looked through again and again."""

import gc

YOUNG = 20_000  # new objects before the youngest are looked through; Python's own number is 700


def load_without_looking() -> None:
    """Look for no garbage while a program loads: there is next to none, and looking costs a fifth.

    `keep_what_is_loaded` ends it.
    """
    gc.disable()


def keep_what_is_loaded() -> None:
    """Leave all that exists now out of every collection to come, and collect less often.

    For a process that has loaded everything and begins to serve.
    """
    gc.freeze()
    gc.set_threshold(YOUNG, 20, 20)
    gc.enable()
