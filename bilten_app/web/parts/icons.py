"""Icons, drawn inline: 24 units square, a line of 1.75 in the colour of the text."""

# ruff: noqa: E501 - a path is one line

from typing import Any, Literal

from bilten_app.web.markup import SCREEN, Pen

type IconName = Literal[
    "arrow_left", "arrow_right", "calendar", "camera", "card", "check", "chevron_down", "clock", "close",
    "copy", "download", "eye", "globe", "home", "info", "list", "lock", "mail", "menu", "minus",
    "moon", "pin", "plus", "qr", "search", "seat", "settings", "share", "shield", "sun", "ticket", "trash",
    "user", "users", "wallet", "warning", "wifi_off", "chart", "edit", "filter", "spark",
]  # fmt: skip

PATHS: dict[str, str] = {
    "arrow_left": "M19 12H5m6-7-7 7 7 7",
    "arrow_right": "M5 12h14m-6-7 7 7-7 7",
    "calendar": "M4 7a2 2 0 0 1 2-2h12a2 2 0 0 1 2 2v12a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2ZM4 10h16M8 3v4m8-4v4",
    "camera": "M4 8h3l2-3h6l2 3h3v11H4Zm8 8a3 3 0 1 0 0-6 3 3 0 0 0 0 6Z",
    "card": "M3 7a2 2 0 0 1 2-2h14a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2ZM3 10h18M7 15h4",
    "chart": "M4 20V10m6 10V4m6 16v-7m5 7H3",
    "check": "m5 12.5 4.5 4.5L19 7",
    "chevron_down": "m6 9 6 6 6-6",
    "clock": "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Zm0-14v5l3.5 2",
    "close": "m6 6 12 12M18 6 6 18",
    "copy": "M9 9h10v11H9ZM6 15H5V4h10v1",
    "download": "M12 4v11m-5-5 5 5 5-5M5 20h14",
    "edit": "m4 20 1-4L16 5l3 3L8 19Zm9-12 3 3",
    "eye": "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12Zm9.5 3a3 3 0 1 0 0-6 3 3 0 0 0 0 6Z",
    "filter": "M4 7h16M7 12h10m-7 5h4",
    "globe": "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM3 12h18M12 3c2.5 2.6 3.8 5.6 3.8 9s-1.3 6.4-3.8 9c-2.5-2.6-3.8-5.6-3.8-9S9.5 5.6 12 3Z",
    "home": "m4 11 8-7 8 7v9h-5v-6H9v6H4Z",
    "info": "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Zm0-10v5m0-8.5v.5",
    "list": "M8 6h12M8 12h12M8 18h12M4 6h.01M4 12h.01M4 18h.01",
    "lock": "M6 11h12v9H6Zm2 0V8a4 4 0 0 1 8 0v3",
    "mail": "M4 6h16v12H4Zm0 1 8 6 8-6",
    "menu": "M4 7h16M4 12h16M4 17h16",
    "minus": "M6 12h12",
    "moon": "M20 14.5A8 8 0 0 1 9.5 4a8 8 0 1 0 10.5 10.5Z",
    "pin": "M12 21s7-6.2 7-11.5a7 7 0 1 0-14 0C5 14.8 12 21 12 21Zm0-9a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Z",
    "plus": "M12 6v12m-6-6h12",
    "qr": "M4 4h6v6H4Zm10 0h6v6h-6ZM4 14h6v6H4Zm10 0h2v2h-2Zm4 4h2v2h-2Zm0-4h2m-6 6h2",
    "search": "M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14Zm5-2 4.5 4.5",
    "seat": "M7 4v8h10V4M5 12h14v4H5Zm2 4v4m10-4v4",
    "settings": "M4 7h9m4 0h3M4 17h3m4 0h9M15 9a2 2 0 1 0 0-4 2 2 0 0 0 0 4ZM9 19a2 2 0 1 0 0-4 2 2 0 0 0 0 4Z",
    "share": "M12 15V4m-4 4 4-4 4 4M6 12H5v8h14v-8h-1",
    "shield": "M12 3 5 6v5.5c0 4.3 2.9 7.8 7 9.5 4.1-1.7 7-5.2 7-9.5V6Zm-3 9 2.2 2.2L15.5 10",
    "spark": "M12 3v5m0 8v5m9-9h-5m-8 0H3m14.5-5.5-3 3m-5 5-3 3m0-11 3 3m5 5 3 3",
    "sun": "M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8Zm0-13v2m0 14v2m9-9h-2M5 12H3m15.4-6.4L17 7M7 17l-1.4 1.4m12.8 0L17 17M7 7 5.6 5.6",
    "ticket": "M4 7h16v3.5a1.5 1.5 0 0 0 0 3V17H4v-3.5a1.5 1.5 0 0 0 0-3Zm10 0v2m0 2v2m0 2v2",
    "trash": "M5 7h14M10 4h4M7 7l1 13h8l1-13m-7 4v5m4-5v5",
    "user": "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8Zm-7.5 8.5c.8-3.8 3.8-6 7.5-6s6.7 2.2 7.5 6",
    "users": "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7Zm-6.5 9c.6-3.6 3.2-5.7 6.5-5.7s5.9 2.1 6.5 5.7M16 4.2a3.5 3.5 0 0 1 0 6.6m2 3.9c2 .8 3.2 2.7 3.5 5.3",
    "wallet": "M4 7.5h14a2 2 0 0 1 2 2V18a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2Zm0 0A2.5 2.5 0 0 1 6.5 5H16v2.5M16 14h.01",
    "warning": "M12 4 2.8 20h18.4Zm0 6v4.5m0 2.5v.01",
    "wifi_off": "m4 4 16 16M8.5 16.2a5 5 0 0 1 7 0M5.3 12.8a9.5 9.5 0 0 1 4.2-2.4m4.6.1a9.5 9.5 0 0 1 4.6 2.3M2 9.4a14 14 0 0 1 4.6-2.9m4-1a14 14 0 0 1 11.4 3.9M12 19.5h.01",
}  # fmt: skip


def icon(name: IconName, size: str = "size-5", *, pen: Pen = SCREEN, class_name: str = "") -> Any:
    """Draw an icon; it is silent, so the words beside it (or an `aria_label`) must say it all."""
    return pen.el(
        "svg",
        pen.el("path", d=PATHS[name]),
        class_name=f"bilten-icon {size} {class_name}".strip(),
        view_box="0 0 24 24",
        aria_hidden="true",
    )
