"""The checkout, top to bottom: the clock, the buyer, the sum."""

import reflex as rx

from bilten_app.web.document import Asked, Document, Head
from bilten_app.web.markup import SCREEN
from bilten_app.web.parts.clock import countdown, pulse
from bilten_app.web.parts.feedback import banner, dialog, loading, opens, skeleton
from bilten_app.web.parts.fields import button, form, text_field
from bilten_app.web.parts.icons import icon
from bilten_app.web.public.bill import summary
from bilten_app.web.public.checkout import over
from bilten_app.web.public.checkout.agreed import news_box
from bilten_app.web.public.checkout.bringing import BringState
from bilten_app.web.public.checkout.phases import Phase
from bilten_app.web.public.checkout.savings import savings
from bilten_app.web.public.checkout.state import CheckoutState, order_of_address
from bilten_app.web.public.checkout.ways import CARD_CHOSEN, choice, keep_card
from bilten_app.web.public.legal import agreed_by
from bilten_app.web.public.missing import not_found
from bilten_app.web.public.outage import outage_banner
from bilten_app.web.public.practice import practice_note
from bilten_app.web.words import t

COLUMNS = "grid items-start gap-x-16 gap-y-6 lg:grid-cols-[1fr_26rem] lg:grid-rows-[auto_1fr]"
GIVE_UP = "give-up"


async def document(asked: Asked) -> Document:
    """Return a head for nobody but the buyer; raises NotFound for a link that is not right."""
    await order_of_address(asked.rt, f"/checkout/{asked.path['code']}/{asked.path['secret']}")
    return Document(Head(f"{asked.pen.t('Checkout')} · Bilten", is_secret=True))


def page() -> rx.Component:
    """The page, top to bottom."""
    return rx.cond(
        CheckoutState.missing,
        not_found(),
        rx.cond(
            CheckoutState.loaded,
            rx.match(
                CheckoutState.phase,
                (Phase.open.value, _open()),
                (Phase.given_up.value, over.given_up()),
                (Phase.called_off.value, over.called_off()),
                (Phase.stopped.value, over.stopped()),
                (Phase.done.value, over.paid()),
                over.expired(),
            ),
            _waiting(),
        ),
    )


def _open() -> rx.Component:
    return rx.el.div(
        rx.el.div(
            practice_note(SCREEN, CheckoutState.bought.is_test, "mb-5"),
            rx.el.h1(t("Almost yours"), class_name="text-title"),
            _clock(),
            class_name="contents lg:block",
        ),
        rx.el.aside(
            summary(SCREEN, CheckoutState.bought, title=t("Your order"), is_compact=True),
            rx.cond(CheckoutState.bought.is_resale, _from_guest(), savings()),
            _refunds(),
            aria_label=t("Your order"),
            class_name="lg:sticky lg:top-8 lg:col-start-2 lg:row-span-2 lg:row-start-1",
        ),
        _details(),
        class_name=COLUMNS,
    )


def _clock() -> rx.Component:
    return rx.el.p(
        icon("clock", class_name="text-brand"),
        rx.el.span(t("Your places are held for"), class_name="flex-1"),
        countdown(
            seconds=CheckoutState.left_s,
            on_over=CheckoutState.open,
            class_name="tabular text-xl font-semibold tracking-tight",
        ),
        class_name=(
            "sticky top-3 z-20 flex items-center gap-3 rounded-control bg-brand-soft px-4 py-3 "
            "max-lg:shadow-raised lg:static lg:mt-5"
        ),
    )


def _details() -> rx.Component:
    return rx.el.div(
        form(
            rx.el.h2(t("Who is it for?"), class_name="text-heading"),
            text_field(
                t("Name"),
                name="name",
                hint=t("It is written on every ticket of this order."),
                error=CheckoutState.errors["name"],
                default_value=CheckoutState.buyer_name,
                auto_complete="name",
                max_length=200,
                required=True,
            ),
            text_field(
                t("E-mail"),
                name="email",
                type="email",
                hint=t("Your tickets and the receipt go there. Nothing else, unless you say so."),
                error=CheckoutState.errors["email"],
                default_value=CheckoutState.buyer_email,
                on_blur=BringState.name_address,
                auto_complete="email",
                input_mode="email",
                max_length=254,
                required=True,
            ),
            outage_banner(SCREEN, CheckoutState.outage),
            choice(CheckoutState.ways),
            rx.cond(CheckoutState.may_keep, keep_card()),
            news_box(CheckoutState.organizer),
            rx.cond(CheckoutState.trouble, banner(CheckoutState.trouble, tone="warn")),
            _pay_button(),
            _promise(),
            agreed_by(t("Pay")),
            on_submit=CheckoutState.pay,
            class_name="group",
        ),
        _give_up(),
        rx.cond(
            CheckoutState.beat_s > 0,
            pulse(seconds=CheckoutState.beat_s, on_beat=CheckoutState.look),
        ),
        class_name="min-w-0 pt-2 lg:pt-4",
    )


def _pay_button() -> rx.Component:
    return button(
        rx.cond(
            CheckoutState.bought.is_free,
            t("Get the tickets"),
            t("Pay {total}", total=CheckoutState.bought.to_pay),
        ),
        type="submit",
        size="large",
        wide=True,
        busy=CheckoutState.busy,
        class_name="mt-2",
    )


def _promise() -> rx.Component:
    charged = t("Your card is charged when you press the button. Your bank may ask you first.")
    return rx.el.p(
        icon("lock", "size-4", class_name="mt-0.5"),
        rx.cond(
            CheckoutState.bought.is_free,
            t("Nothing to pay. The tickets are yours at once."),
            rx.fragment(
                rx.el.span(
                    t("You pay on the next page. We never see your card."),
                    class_name=f"{CARD_CHOSEN}:hidden",
                ),
                rx.el.span(charged, class_name=f"hidden {CARD_CHOSEN}:inline"),
            ),
        ),
        class_name="flex items-start gap-2 text-sm text-muted",
    )


def _give_up() -> rx.Component:
    return rx.el.div(
        rx.el.button(
            t("Give up these places"),
            type="button",
            custom_attrs=opens(GIVE_UP),
            class_name=(
                "inline-flex min-h-11 items-center rounded-control text-[0.9375rem] text-muted "
                "underline underline-offset-4 hover:text-ink"
            ),
        ),
        dialog(
            t("Give up these places?"),
            rx.el.p(
                t("They go back on sale at once, and somebody else may take them."),
                class_name="mt-3 text-muted",
            ),
            rx.el.div(
                button(t("Keep them"), look="quiet", custom_attrs={"data-closes": ""}),
                button(t("Give them up"), look="danger", on_click=CheckoutState.give_up),
                class_name="mt-6 flex flex-wrap justify-end gap-3",
            ),
            id=GIVE_UP,
        ),
        class_name="mt-4",
    )


def _from_guest() -> rx.Component:
    return rx.el.p(
        t(
            "Another guest sells this ticket. You get a new one in your name, and the old code "
            "stops opening the door."
        ),
        class_name="mt-4 px-1 text-sm text-muted text-pretty",
    )


def _refunds() -> rx.Component:
    return rx.cond(
        CheckoutState.bought.refund_policy,
        rx.el.p(
            rx.el.span(t("Refunds"), class_name="font-medium text-ink"),
            " · ",
            CheckoutState.bought.refund_policy,
            class_name="mt-4 px-1 text-sm text-muted text-pretty",
        ),
    )


def _waiting() -> rx.Component:
    return loading(
        rx.el.div(
            rx.el.div(
                skeleton("h-10 w-2/3"),
                skeleton("mt-5 h-14 w-full"),
                skeleton("mt-10 h-12 w-full"),
                skeleton("mt-6 h-12 w-full"),
                skeleton("mt-6 h-14 w-full"),
            ),
            skeleton("h-96 w-full rounded-card"),
            class_name=COLUMNS,
        )
    )
