"""The pages of webhooks, top to bottom: the list, and one webhook."""

from typing import Any

import reflex as rx

from bilten_app.domains.webhooks.public import CHOOSABLE, HookKind
from bilten_app.web.organizer.desk import WEBHOOKS
from bilten_app.web.organizer.parts import settings_tabs, state_badge
from bilten_app.web.organizer.webhooks.delivery import BACK, BLOCK, LOOK_S
from bilten_app.web.organizer.webhooks.sample import SAMPLE
from bilten_app.web.organizer.webhooks.state import HooksState, HookState
from bilten_app.web.organizer.webhooks.view import KINDS, box
from bilten_app.web.parts.clock import pulse
from bilten_app.web.parts.data import card, loading_rows
from bilten_app.web.parts.dialogs import form_dialog
from bilten_app.web.parts.feedback import banner, dialog, empty
from bilten_app.web.parts.fields import button, checkbox, link_button, text_field
from bilten_app.web.parts.listing import Column, listing, named
from bilten_app.web.words import t

LIST: Any = HooksState
HOOK: Any = HookState


def page() -> rx.Component:
    """The list, top to bottom."""
    columns = [
        Column(
            t("Address"),
            lambda row: named(row.url, row.about, href=f"{WEBHOOKS}/{row.id}"),
            place="lead",
        ),
        Column(t("State"), lambda row: state_badge(row.state, row.tone), place="mark"),
        Column(
            t("Is told when"),
            lambda row: rx.el.span(row.told, class_name="text-sm text-muted text-pretty"),
        ),
        Column(t("Added"), lambda row: row.made),
    ]
    nobody = empty(
        t("No webhooks yet"),
        t("Your own programs can hear of orders, tickets and events the moment they change."),
        button(t("Add a webhook"), on_click=LIST.ask),
        name="share",
    )
    return rx.el.div(
        rx.el.div(
            rx.el.h1(t("Webhooks"), class_name="text-title"),
            rx.cond(LIST.rows, button(t("Add a webhook"), on_click=LIST.ask)),
            class_name="flex flex-wrap items-center justify-between gap-3",
        ),
        settings_tabs("webhooks"),
        _secret(LIST.secret),
        listing(LIST, t("Webhooks"), columns, nothing=nobody),
        rx.cond(LIST.loaded, _teaching()),
        _form(LIST.adding, t("Add a webhook"), LIST.errors, LIST.add, LIST.keep),
        class_name="flex flex-col gap-6",
    )


def hook_page() -> rx.Component:
    """One webhook, top to bottom."""
    gone = empty(
        t("This webhook is not here"), t("It may belong to another organization."),
        link_button(t("All webhooks"), href=WEBHOOKS, look="quiet"),
    )  # fmt: skip
    return rx.cond(HOOK.missing, gone, rx.cond(HOOK.loaded, _hook(HOOK.hook), loading_rows()))


def _hook(hook: Any) -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.el.a(t("All webhooks"), href=WEBHOOKS, class_name=BACK),
            rx.el.h1(hook.url, class_name="mt-1 text-title break-words"),
            rx.el.p(hook.about, class_name="mt-1 text-muted break-words empty:hidden"),
            rx.el.div(state_badge(hook.state, hook.tone), class_name="mt-3"),
        ),
        _secret(HOOK.secret),
        rx.cond(
            hook.failing,
            banner(t("It has taken no message since {when}.", when=hook.failing), tone="warn"),
        ),
        rx.cond(
            hook.both_until,
            banner(t("Until {when}, the old secret signs too.", when=hook.both_until)),
        ),
        rx.el.p(
            t("Is told when"), ": ", hook.told, class_name="max-w-3xl text-muted text-pretty"
        ),
        rx.el.div(
            rx.cond(hook.is_on, button(t("Send a test"), on_click=HOOK.test)),
            button(t("Edit"), look="quiet", on_click=HOOK.ask_edit),
            button(t("New secret"), look="quiet", on_click=HOOK.ask_rotate),
            button(
                rx.cond(hook.is_on, t("Switch off"), t("Switch on")),
                look="quiet", on_click=HOOK.switch,
            ),
            button(t("Remove"), look="danger", on_click=HOOK.ask_remove),
            class_name="flex flex-wrap gap-3",
        ),
        _log(),
        _form(HOOK.doing == "edit", t("Edit the webhook"), HOOK.errors, HOOK.edit, HOOK.keep, hook),
        _sure(
            "rotate", t("Make a new secret?"), t("Make it"), HOOK.rotate,
            t("For 24 hours messages carry both signatures, so you can change over in peace."),
        ),
        _sure(
            "remove", t("Remove this webhook?"), t("Remove"), HOOK.remove,
            t("Its log goes too, and nothing more is sent to it."),
        ),
        class_name="flex flex-col gap-6",
    )  # fmt: skip


def _log() -> rx.Component:
    columns = [
        Column(t("Told"), lambda row: named(row.kind, row.queued, href=row.href), place="lead"),
        Column(t("State"), lambda row: state_badge(row.state, row.tone), place="mark"),
        Column(t("Last answer"), lambda row: row.answer),
        Column(t("Attempts"), lambda row: row.tries, side="end"),
        Column(t("Next attempt"), lambda row: row.following),
    ]
    nobody = empty(t("Nothing was sent yet"), t("Send a test to see whether it arrives."))
    again = button(
        t("Send all that failed again ({n})", n=HOOK.failures.to(str)),
        look="quiet", size="small", on_click=HOOK.replay,
    )  # fmt: skip
    return rx.el.section(
        rx.el.div(
            rx.el.h2(t("What was sent"), class_name="text-heading"),
            rx.cond((HOOK.failures > 0) & HOOK.hook.is_on, again),
            class_name="flex flex-wrap items-center justify-between gap-3",
        ),
        listing(HOOK, t("What was sent"), columns, nothing=nobody),
        pulse(seconds=LOOK_S, on_beat=HOOK.look),
        class_name="flex flex-col gap-4",
    )


def _secret(secret: Any) -> rx.Component:
    told = banner(
        rx.el.p(t("Keep this secret now. It is shown only this once."), class_name="font-medium"),
        rx.el.code(secret, class_name="mt-1 block font-mono break-all select-all"),
        tone="good",
    )
    return rx.fragment(rx.cond(secret, told))


def _teaching() -> rx.Component:
    return card(
        rx.el.h2(t("Check who is calling"), class_name="text-heading"),
        rx.el.p(
            t(
                "Every message is signed with the secret of its webhook, as Standard Webhooks say. "
                "Answer with a status of 200 within ten seconds; otherwise it comes again for "
                "three days, always under the same webhook-id."
            ),
            class_name="mt-2 max-w-3xl text-muted text-pretty",
        ),
        rx.el.pre(SAMPLE, tab_index=0, dir="ltr", class_name=f"mt-4 {BLOCK}"),
    )


def _form(
    is_open: Any, title: Any, errors: Any, on_submit: Any, on_close: Any, hook: Any = None
) -> rx.Component:
    def tick(kind: HookKind) -> rx.Component:
        chosen = True if hook is None else hook.kinds.contains(kind.value)
        return checkbox(t(KINDS[kind]), name=box(kind), default_checked=chosen)

    typed = {} if hook is None else {"default_value": hook.url}
    noted = {} if hook is None else {"default_value": hook.about}
    return form_dialog(
        title,
        text_field(
            t("Address"), name="url", type="url", error=errors["url"], auto_complete="off",
            placeholder="https://example.com/hooks", **typed,
        ),
        text_field(
            t("A note for yourself"), name="about", error=errors["about"], auto_complete="off",
            **noted,
        ),
        rx.el.fieldset(
            rx.el.legend(t("Tell it when"), class_name="text-[0.9375rem] font-medium"),
            *(tick(kind) for kind in CHOOSABLE),
            rx.el.p(errors["kinds"], role="alert", class_name="text-sm text-bad empty:hidden"),
            class_name="grid gap-x-6 sm:grid-cols-2",
        ),
        id="webhook-form",
        is_open=is_open,
        does=t("Save"),
        leaves=t("Not now"),
        on_submit=on_submit,
        on_close=on_close,
        key="new" if hook is None else hook.id,
    )  # fmt: skip


def _sure(name: str, title: Any, does: Any, act: Any, words: Any) -> rx.Component:
    return dialog(
        title,
        rx.el.p(words, class_name="mt-3 text-muted text-pretty"),
        rx.el.div(
            button(does, look="danger" if name == "remove" else "primary", on_click=act),
            button(t("Not now"), look="quiet", on_click=HOOK.keep),
            class_name="mt-6 flex flex-wrap gap-3",
        ),
        id=f"{name}-webhook",
        is_open=HOOK.doing == name,
        on_close=HOOK.keep,
    )
