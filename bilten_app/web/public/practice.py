"""What stands above everything that belongs to a test: nobody should take it for something real."""

from typing import Any

from bilten_app.web.markup import Pen
from bilten_app.web.parts.feedback import TONES
from bilten_app.web.parts.icons import icon


def practice_note(pen: Pen, is_test: Any, class_name: str = "") -> Any:
    """Say that it is a test, above what looks like the real thing."""
    return pen.when(
        is_test,
        pen.el(
            "div",
            icon("info", pen=pen, class_name="mt-0.5"),
            pen.el(
                "p",
                pen.el("strong", pen.t("This is a test."), class_name="font-semibold"),
                " ",
                pen.t(
                    "Nothing is charged, its tickets are not real, and only the organizer's team "
                    "gets its mails."
                ),
                class_name="min-w-0 flex-1 text-pretty",
            ),
            role="note",
            custom_attrs={"data-test-mode": ""},
            class_name=(
                "flex gap-3 rounded-control px-4 py-3 text-[0.9375rem] "
                f"{TONES['warn']} {class_name}"
            ),
        ),
    )
