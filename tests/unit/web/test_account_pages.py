"""What the pages of an account ask for, and in which order they offer it."""

from collections.abc import Callable, Iterator

import pytest
import reflex as rx

from bilten_app.domains.identity.public import FactorKind
from bilten_app.web.public.account import confirm, reset, sign_in, verify
from bilten_app.web.public.account.security import factor
from bilten_app.web.public.account.security import page as security

PAGES: dict[str, tuple[Callable[[], rx.Component], list[str]]] = {
    "sign in": (sign_in.sign_in, ["current-password"]),
    "sign up": (sign_in.sign_up, ["new-password"]),
    "forgotten": (reset.choose, ["new-password"]),
    "confirm": (confirm.page, ["current-password"]),
    "verify": (verify.verify, ["current-password"]),
    "security": (security.page, ["current-password", "new-password", "current-password"]),
    "second step": (factor.page, ["current-password"]),
}


def password_fields(part: rx.Component) -> Iterator[rx.Component]:
    if "password" in str(getattr(part, "type", "")):
        yield part
    for child in part.children:
        yield from password_fields(child)  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize(("page", "kinds"), PAGES.values(), ids=PAGES)
def test_a_password_may_be_pasted_and_filled_in(
    page: Callable[[], rx.Component], kinds: list[str]
) -> None:
    fields = list(password_fields(page()))

    assert [str(getattr(one, "auto_complete", "")).strip('"') for one in fields] == kinds
    assert all(not one.event_triggers for one in fields)


@pytest.mark.parametrize(("page", "kinds"), PAGES.values(), ids=PAGES)
def test_a_password_can_be_looked_at_and_a_new_one_is_measured(
    page: Callable[[], rx.Component], kinds: list[str]
) -> None:
    drawn = str(page())

    assert drawn.count("data-reveals") == len(kinds)
    assert drawn.count("data-measures") == kinds.count("new-password")


def test_what_is_stronger_is_offered_first() -> None:
    drawn = str(security.page())

    assert drawn.index("Add a passkey") < drawn.index("Second step")
    assert next(iter(FactorKind)) is FactorKind.totp
