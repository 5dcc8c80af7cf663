"""Everything a person presses or fills in: buttons and fields with label, hint and error.

A field's error is a sentence beside it, tied to it for screen readers. `error` is usually
`SomeState.errors["name"]`, filled by `@handler` when a form model refuses.
"""

from bilten_app.web.parts.fields.buttons import button, button_class, link_button, stepper
from bilten_app.web.parts.fields.controls import (
    checkbox,
    field,
    form,
    money_field,
    number_field,
    select_control,
    select_field,
    text_area,
    text_field,
)
from bilten_app.web.parts.fields.passwords import password_field

__all__ = [
    "button",
    "button_class",
    "checkbox",
    "field",
    "form",
    "link_button",
    "money_field",
    "number_field",
    "password_field",
    "select_control",
    "select_field",
    "stepper",
    "text_area",
    "text_field",
]
