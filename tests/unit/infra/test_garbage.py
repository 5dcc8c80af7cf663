"""A program that loads is not searched for garbage; one that serves is."""

import gc

import pytest

from bilten_app.infra.garbage import keep_what_is_loaded, load_without_looking


@pytest.fixture(autouse=True)
def _as_before() -> object:
    threshold = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*threshold)
    gc.enable()


def test_nobody_looks_for_garbage_until_all_is_loaded() -> None:
    load_without_looking()
    assert not gc.isenabled()

    keep_what_is_loaded()

    assert gc.isenabled()
    assert gc.get_freeze_count() > 0
