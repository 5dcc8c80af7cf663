"""Elements that Reflex wraps too warmly: plain anchors and forms that really post."""

from typing import Any

import reflex as rx
from reflex_components_core.el.elements.base import BaseHTML
from reflex_components_core.el.elements.inline import A

from bilten_app.web.markup import SCREEN, Pen


class _NativeForm(BaseHTML):
    """A form that the browser posts itself; `rx.el.form` would always prevent it."""

    tag = "form"

    action: rx.Var[str]
    method: rx.Var[str]
    enc_type: rx.Var[str]


def plain_a(*children: Any, **props: Any) -> rx.Component:
    """Draw an anchor that leaves the page: API, downloads, other sites, skip links."""
    return A.create(*children, **props)


def way_out(pen: Pen, *children: Any, **props: Any) -> Any:
    """Draw, with either pen, an anchor that leaves the compiled page."""
    return plain_a(*children, **props) if pen is SCREEN else pen.el("a", *children, **props)


def native_form(*children: Any, **props: Any) -> rx.Component:
    """Draw a form that posts without JavaScript, as sign-in must (it sets an HttpOnly cookie)."""
    return _NativeForm.create(*children, **{"method": "post", **props})
