"""Tickets in wallets, top to bottom."""

from typing import Any

import reflex as rx

from bilten_app.web.organizer.desk import EVENTS
from bilten_app.web.organizer.parts import event_tabs
from bilten_app.web.organizer.wallets.state import EventWalletsState
from bilten_app.web.organizer.wallets.view import POLICIES
from bilten_app.web.parts.data import card, loading_rows
from bilten_app.web.parts.feedback import banner, empty
from bilten_app.web.parts.fields import (
    button,
    checkbox,
    form,
    link_button,
    number_field,
    select_field,
    text_field,
)
from bilten_app.web.words import said, t

ERRORS = EventWalletsState.errors


def page() -> rx.Component:
    """The page, top to bottom."""
    back = link_button(t("All events"), href=EVENTS, look="quiet")
    gone = empty(t("This event is not here"), t("It may belong to another organization."), back)
    return rx.cond(
        EventWalletsState.missing,
        gone,
        rx.cond(EventWalletsState.loaded, _wallets(EventWalletsState.offer), loading_rows()),
    )


def _wallets(offer: Any) -> rx.Component:
    return rx.el.div(
        rx.el.h1(
            t("Wallets"), " · ", EventWalletsState.title, class_name="text-title text-balance"
        ),
        event_tabs(EventWalletsState.slug, "wallets"),
        rx.cond(
            offer.why_not,
            empty(t("Not for this event"), offer.why_not),
            rx.el.div(
                rx.el.p(
                    t(
                        "A ticket can have a second form: a token in its holder's own wallet. "
                        "Holders choose it on the page of their ticket, and pay nothing for it."
                    ),
                    class_name="text-muted text-pretty",
                ),
                _state(offer),
                card(_form(offer), key=EventWalletsState.slug),
                class_name="flex max-w-2xl flex-col gap-5",
            ),
        ),
        class_name="flex flex-col gap-6",
    )


def _state(offer: Any) -> rx.Component:
    words = rx.fragment(
        rx.el.p(offer.state),
        rx.cond(
            offer.contract,
            rx.el.p(offer.contract, class_name="tabular mt-1 font-mono text-sm break-all"),
        ),
        rx.cond(offer.trouble, rx.el.p(offer.trouble, class_name="mt-1")),
    )
    return rx.cond(
        offer.state,
        rx.cond(
            offer.trouble,
            banner(words, tone="warn"),
            rx.cond(offer.tone == "good", banner(words, tone="good"), banner(words)),
        ),
    )


def _form(offer: Any) -> rx.Component:
    return form(
        rx.el.fieldset(
            rx.el.legend(
                t("Tickets that may go to a wallet"), class_name="text-[0.9375rem] font-medium"
            ),
            rx.foreach(
                offer.types,
                lambda one: checkbox(one.name, name=one.field, default_checked=one.chosen),
            ),
        ),
        rx.cond(
            offer.is_fixed,
            rx.el.p(
                t("The rules below are written into the contract and cannot change any more."),
                class_name="text-sm text-muted",
            ),
        ),
        _how_it_moves(offer),
        rx.el.div(
            _hidden_when_fixed(offer),
            text_field(
                t("Highest price of a resale, in percent of the price"), name="cap",
                input_mode="decimal", default_value=offer.cap, read_only=offer.is_fixed,
                hint=t("100: nobody sells for more than the ticket cost."), error=ERRORS["cap"],
            ),
            text_field(
                t("Your share of each resale, in percent"), name="royalty", input_mode="decimal",
                default_value=offer.royalty, read_only=offer.is_fixed,
                hint=t("From 0 to 10."), error=ERRORS["royalty"],
            ),
            class_name="grid items-start gap-5 sm:grid-cols-2",
        ),
        text_field(
            t("Wallet that gets your share"), name="royalty_to", default_value=offer.royalty_to,
            read_only=offer.is_fixed, optional=t("optional"), auto_complete="off",
            spell_check=False, hint=t("An address that begins with 0x. Needed for a share only."),
            error=ERRORS["royalty_to"],
        ),
        number_field(
            t("Tickets stop moving so many minutes before the doors"), name="lock_minutes",
            default_value=offer.lock_minutes, read_only=offer.is_fixed,
            hint=t("So that gates know who holds them without a network. 30 at least is wise."),
            error=ERRORS["lock_minutes"],
        ),
        rx.el.div(button(t("Save"), type="submit")),
        on_submit=EventWalletsState.save,
    )  # fmt: skip


def _how_it_moves(offer: Any) -> rx.Component:
    options = [
        rx.el.option(said(words), value=policy.value, selected=offer.policy == policy.value)
        for policy, (words, _) in POLICIES.items()
    ]
    explained = rx.el.ul(
        *(
            rx.el.li(rx.el.strong(said(words)), ": ", said(more))
            for words, more in POLICIES.values()
        ),
        class_name="flex list-disc flex-col gap-1 ps-5 text-sm text-muted",
    )
    chains = rx.foreach(
        offer.chains,
        lambda one: rx.el.option(one.name, value=one.id, selected=one.id == offer.chain_id),
    )
    return rx.cond(
        offer.is_fixed,
        rx.el.dl(
            rx.el.dt(t("How it changes hands"), class_name="text-[0.9375rem] font-medium"),
            rx.el.dd(
                rx.match(
                    offer.policy,
                    *((policy.value, said(words)) for policy, (words, _) in POLICIES.items()),
                    "",
                ),
                class_name="mt-1 text-muted",
            ),
        ),
        rx.el.div(
            select_field(
                t("How it changes hands"), name="policy", options=rx.fragment(*options),
                error=ERRORS["policy"],
            ),
            explained,
            select_field(
                t("Chain"), name="chain_id", options=chains, error=ERRORS["chain_id"],
            ),
            class_name="flex flex-col gap-5",
        ),
    )  # fmt: skip


def _hidden_when_fixed(offer: Any) -> rx.Component:
    """What was decided goes along with the form, so that saving its types changes nothing else."""
    return rx.cond(
        offer.is_fixed,
        rx.fragment(
            rx.el.input(type="hidden", name="policy", value=offer.policy, read_only=True),
            rx.el.input(type="hidden", name="chain_id", value=offer.chain_id, read_only=True),
        ),
    )
