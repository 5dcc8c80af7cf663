"""The part of the security page about second steps."""

import reflex as rx

from bilten_app.web.auth.ways import RECOVERY, SECURITY
from bilten_app.web.parts.data import badge
from bilten_app.web.parts.fields import button
from bilten_app.web.public.account.security.section import section
from bilten_app.web.public.account.security.state import DeviceRow, FactorRow, SecurityState
from bilten_app.web.public.account.sheet import LINK
from bilten_app.web.words import said, t, when


def second_steps() -> rx.Component:
    """What is asked beside the password, and in which browsers it is not."""
    return section(
        t("Second step"),
        t("Beside your password: who learns it cannot sign in with it alone."),
        rx.el.ul(
            rx.foreach(SecurityState.factors, _factor),
            class_name="flex flex-col divide-y divide-line",
        ),
        rx.cond(SecurityState.has_factor, _recovery()),
        rx.cond(SecurityState.devices, _trusted()),
        anchor="second-step",
    )


def _factor(row: FactorRow) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.p(
                rx.el.span(said(row.title), class_name="font-medium"),
                rx.cond(row.is_there, badge(t("On"), tone="good"), badge(t("Off"))),
                class_name="flex flex-wrap items-center gap-2",
            ),
            rx.el.p(row.hint, class_name="mt-1 text-sm text-muted empty:hidden"),
            class_name="min-w-0 flex-1",
        ),
        rx.el.a(
            rx.cond(row.is_there, t("Switch off"), t("Set up")),
            href=f"{SECURITY}/factor/" + row.kind,
            aria_label=rx.cond(
                row.is_there,
                t("Switch off: {what}", what=said(row.title)),
                t("Set up: {what}", what=said(row.title)),
            ),
            class_name=f"{LINK} inline-flex min-h-11 items-center",
        ),
        class_name="flex items-center gap-4 py-2 first:pt-0 last:pb-0",
    )


def _recovery() -> rx.Component:
    return rx.el.p(
        t("{n} recovery codes are left.", n=SecurityState.recovery_left), " ",
        rx.el.a(t("Recovery codes"), href=RECOVERY, class_name=LINK),
        class_name="text-[0.9375rem]",
    )  # fmt: skip


def _trusted() -> rx.Component:
    return rx.el.div(
        rx.el.h3(t("Browsers that are not asked"), class_name="font-medium"),
        rx.el.ul(
            rx.foreach(SecurityState.devices, _device),
            class_name="mt-2 flex flex-col divide-y divide-line",
        ),
    )


def _device(row: DeviceRow) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.p(row.browser, class_name="font-medium"),
            rx.el.p(t("Until {when}", when=when(row.until)), class_name="text-sm text-muted"),
            class_name="min-w-0 flex-1",
        ),
        button(
            t("Ask again"), look="quiet", size="small", on_click=SecurityState.distrust(row.id),
            aria_label=t("Ask again in {browser}", browser=row.browser),
        ),
        class_name="flex items-center gap-4 py-3",
    )  # fmt: skip
