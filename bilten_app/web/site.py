"""The site map: every path, its page, its frame and its title, in one table.

Who may enter is said by the states themselves (`_access`, web/guard.py). A page that strangers and
crawlers reach also names its document: the head and first paint served on the same address.
"""

from collections.abc import Callable, Sequence
from typing import Any

import reflex as rx

from bilten_app.kit.text import msgid
from bilten_app.web import shell
from bilten_app.web.admin.pages import STAFF_PAGES
from bilten_app.web.organizer import (
    attendees,
    audit,
    events,
    frame,
    giving,
    onboarding,
    orders,
    settings,
)
from bilten_app.web.organizer import disputes as own
from bilten_app.web.organizer.apps import app as own_app
from bilten_app.web.organizer.apps import page as own_apps
from bilten_app.web.organizer.apps.state import AppsState, AppState
from bilten_app.web.organizer.box_office import page as box_office
from bilten_app.web.organizer.dashboard import page as dashboard
from bilten_app.web.organizer.demand import page as demand
from bilten_app.web.organizer.developers import key as own_key
from bilten_app.web.organizer.developers import page as developers
from bilten_app.web.organizer.developers.state import DevelopersState
from bilten_app.web.organizer.developers.state import KeyState as OwnKeyState
from bilten_app.web.organizer.event_editor import page as editor
from bilten_app.web.organizer.gate import page as gate
from bilten_app.web.organizer.imports import page as imports
from bilten_app.web.organizer.membership import DeskState
from bilten_app.web.organizer.money import fraud, overview, reports, statement, terms
from bilten_app.web.organizer.money.statement import StatementState
from bilten_app.web.organizer.order import page as sold_order
from bilten_app.web.organizer.prices import page as prices
from bilten_app.web.organizer.prices.state import PricesState
from bilten_app.web.organizer.refunds import outside
from bilten_app.web.organizer.refunds import page as requests
from bilten_app.web.organizer.resale import page as resale
from bilten_app.web.organizer.seats import page as seats
from bilten_app.web.organizer.signin import page as signin
from bilten_app.web.organizer.signin.state import SignInsState
from bilten_app.web.organizer.taxes import page as taxes
from bilten_app.web.organizer.team import page as team
from bilten_app.web.organizer.team.second import SecondStepState
from bilten_app.web.organizer.team.state import TeamState
from bilten_app.web.organizer.wallets import page as wallets
from bilten_app.web.organizer.wallets.state import EventWalletsState
from bilten_app.web.organizer.webhooks import delivery as sent
from bilten_app.web.organizer.webhooks import page as hooks
from bilten_app.web.page import Page
from bilten_app.web.public import consent, find_tickets, gift_card, missing, my_tickets
from bilten_app.web.public.account import (
    apps,
    cards,
    confirm,
    invitation,
    leaked,
    others,
    profile,
    reset,
    second,
    sign_in,
    verify,
    work,
)
from bilten_app.web.public.account.pages import OWN_PAGES
from bilten_app.web.public.account.security import factor, recovery
from bilten_app.web.public.account.security import page as security
from bilten_app.web.public.account.security.logins import LoginsState
from bilten_app.web.public.account.security.passkeys import PasskeysState
from bilten_app.web.public.account.security.state import SecurityState
from bilten_app.web.public.account.security.wallets import WalletsState
from bilten_app.web.public.checkout import page as checkout
from bilten_app.web.public.checkout.bringing import BringState
from bilten_app.web.public.checkout.state import CheckoutState
from bilten_app.web.public.discover import page as discover
from bilten_app.web.public.discover.state import DiscoverState
from bilten_app.web.public.event import page as event
from bilten_app.web.public.event.code import CodeState
from bilten_app.web.public.event.state import EventState
from bilten_app.web.public.home import page as home
from bilten_app.web.public.order import page as order
from bilten_app.web.public.resale.pages import RESALE_PAGES
from bilten_app.web.public.ticket import page as ticket
from bilten_app.web.public.ticket.claim import TicketWalletState
from bilten_app.web.public.ticket.state import TicketPageState
from bilten_app.web.public.waiting_list import entry as list_entry
from bilten_app.web.public.waiting_list import join as join_list
from bilten_app.web.session import SessionState

NAME = "Bilten"


def _quiet(path: str, draw: Callable[[], rx.Component], title: str, state: Any) -> Page:
    """Return a page of one narrow column."""
    return Page(path, draw, title, frame=shell.quiet, on_load=(state.open,), ready=state.loaded)


def _desk(path: str, draw: Callable[[], rx.Component], title: str, state: Any, *more: Any) -> Page:
    """Return a page of the organizer's desk."""
    on_load = (DeskState.enter, state.open, *more)
    return Page(path, draw, title, frame=frame.organizer, on_load=on_load, ready=state.loaded)


PAGES: Sequence[Page] = (
    Page(
        "/",
        home.page,
        msgid("Tickets for what moves you"),
        on_load=(home.HomeState.open,),
        ready=home.HomeState.loaded,
        document=home.document,
        is_shared=True,
    ),
    Page(
        "/discover",
        discover.page,
        msgid("Discover events"),
        on_load=(DiscoverState.open,),
        ready=DiscoverState.loaded,
        document=discover.document,
    ),
    Page(
        "/e/[slug]",
        event.page,
        EventState.title,
        on_load=(EventState.open, CodeState.arrive),
        ready=EventState.loaded,
        document=event.document,
        is_shared=True,
    ),
    Page(
        "/checkout/[code]/[secret]",
        checkout.page,
        msgid("Checkout"),
        frame=shell.checkout,
        on_load=(CheckoutState.open, BringState.begin),
        ready=CheckoutState.loaded,
        document=checkout.document,
    ),
    order.PAGE,
    Page(
        "/tickets/[code]/[secret]",
        ticket.page,
        msgid("Ticket"),
        on_load=(TicketPageState.open, TicketWalletState.look),
        ready=TicketPageState.loaded,
        document=ticket.document,
    ),
    *RESALE_PAGES,
    Page(
        "/e/[slug]/waiting-list",
        join_list.page,
        msgid("Waiting list"),
        frame=shell.quiet,
        on_load=(join_list.JoinListState.open,),
        ready=join_list.JoinListState.loaded,
    ),
    Page(
        "/waiting-list/[code]/[secret]",
        list_entry.page,
        msgid("Waiting list"),
        frame=shell.quiet,
        on_load=(list_entry.ListEntryState.open,),
        ready=list_entry.ListEntryState.loaded,
        document=list_entry.document,
    ),
    Page(
        "/account/tickets",
        my_tickets.page,
        msgid("My tickets"),
        on_load=(my_tickets.MyTicketsState.open,),
        ready=my_tickets.MyTicketsState.loaded,
    ),
    _quiet(
        find_tickets.PATH,
        find_tickets.page,
        msgid("Find my tickets"),
        find_tickets.FindTicketsState,
    ),
    _quiet(gift_card.PATH, gift_card.page, msgid("Gift card"), gift_card.GiftCardState),
    _quiet("/sign-in", sign_in.sign_in, msgid("Sign in"), sign_in.DoorState),
    _quiet("/sign-up", sign_in.sign_up, msgid("Make an account"), sign_in.DoorState),
    _quiet("/check-your-mail", verify.check_mail, msgid("Check your mail"), verify.MailState),
    _quiet("/verify/[token]", verify.verify, msgid("A link from your mail"), verify.LinkState),
    _quiet("/reset-password", reset.ask, msgid("Forgot your password?"), reset.ResetState),
    _quiet(
        "/reset-password/[token]",
        reset.choose,
        msgid("Choose a new password"),
        reset.NewPasswordState,
    ),
    _quiet("/invitation/[token]", invitation.page, msgid("Invitation"), invitation.InvitationState),
    _quiet("/account", profile.page, msgid("Your account"), profile.AccountState),
    _quiet("/account/link", others.page, msgid("Link your login"), others.LinkLoginState),
    _quiet(
        "/account/new-password", leaked.page, msgid("Choose a new password"), leaked.LeakedState
    ),
    _quiet("/account/confirm", confirm.page, msgid("Is it you?"), confirm.ConfirmState),
    Page(
        "/account/security",
        security.page,
        msgid("Security"),
        frame=shell.quiet,
        on_load=(SecurityState.open, PasskeysState.look, WalletsState.look, LoginsState.look),
        ready=SecurityState.loaded,
    ),
    *OWN_PAGES,
    _quiet(cards.PATH, cards.page, msgid("Saved cards"), cards.CardsState),
    _quiet(apps.PATH, apps.page, msgid("Apps with access"), apps.AccessState),
    _quiet(consent.PATH, consent.page, msgid("Let an app in?"), consent.ConsentState),
    _quiet(
        "/account/security/factor/[kind]", factor.page, msgid("Second step"), factor.FactorState
    ),
    _quiet(
        "/account/security/recovery",
        recovery.page,
        msgid("Recovery codes"),
        recovery.RecoveryState,
    ),
    _quiet("/sign-in/work", work.page, msgid("Sign in for work"), work.WorkState),
    _quiet("/sign-in/second", second.page, msgid("One more step"), second.SecondState),
    _quiet(
        "/organizer/new",
        onboarding.page,
        msgid("Sell your own tickets"),
        onboarding.OnboardingState,
    ),
    _desk("/organizer", dashboard.page, msgid("Overview"), dashboard.DashboardState),
    _desk("/organizer/events", events.page, msgid("Events"), events.EventsState),
    _desk("/organizer/events/new", events.new_page, msgid("New event"), events.NewEventState),
    _desk("/organizer/events/[slug]", editor.page, msgid("Edit the event"), editor.EditorState),
    _desk("/organizer/events/[slug]/demand", demand.page, msgid("Demand"), demand.DemandState),
    resale.PAGE,
    _desk("/organizer/events/[slug]/wallets", wallets.page, msgid("Wallets"), EventWalletsState),
    _desk("/organizer/events/[slug]/prices", prices.page, msgid("Prices and codes"), PricesState),
    _desk("/organizer/events/[slug]/seats", seats.page, msgid("Seats"), seats.SeatsState),
    _desk("/organizer/taxes", taxes.page, msgid("Gift cards and taxes"), taxes.TaxesState),
    _desk("/organizer/events/[slug]/gate", gate.page, msgid("Gate"), gate.GateState),
    _desk("/organizer/orders", orders.page, msgid("Orders"), orders.OrdersState),
    _desk("/organizer/orders/[code]", sold_order.page, msgid("Order"), sold_order.SoldOrderState),
    _desk("/organizer/box-office", box_office.page, msgid("Box office"), box_office.STATE),
    _desk("/organizer/refunds/elsewhere", outside.page, msgid("Refunds"), outside.OutsideState),
    _desk("/organizer/disputes", own.page, msgid("Disputes"), own.OwnDisputesState),
    _desk("/organizer/give", giving.page, msgid("Give tickets"), giving.GiveState),
    _desk("/organizer/imports", imports.page, msgid("Import orders"), imports.LIST),
    _desk("/organizer/imports/[run]", imports.run_page, msgid("Import"), imports.RUN),
    _desk("/organizer/refunds", requests.page, msgid("Refund requests"), requests.RequestsState),
    _desk("/organizer/attendees", attendees.page, msgid("Attendees"), attendees.AttendeesState),
    _desk("/organizer/money", overview.page, msgid("Money"), overview.MoneyState),
    _desk("/organizer/money/statement", statement.page, msgid("Statement"), StatementState),
    _desk("/organizer/money/reports", reports.page, msgid("Reports"), reports.ReportState),
    _desk("/organizer/money/settings", terms.page, msgid("Payout settings"), terms.TermsState),
    _desk("/organizer/money/fraud", fraud.page, msgid("Fraud protection"), fraud.FraudState),
    _desk("/organizer/sign-in", signin.page, msgid("Sign-in"), SignInsState),
    _desk("/organizer/team", team.page, msgid("Team"), TeamState, SecondStepState.look),
    _desk("/organizer/audit", audit.page, msgid("Audit log"), audit.AuditState),
    _desk("/organizer/webhooks", hooks.page, msgid("Webhooks"), hooks.LIST),
    _desk("/organizer/webhooks/[hook]", hooks.hook_page, msgid("Webhook"), hooks.HOOK),
    _desk("/organizer/webhooks/[hook]/[call]", sent.call_page, msgid("Delivery"), sent.CALL),
    _desk("/organizer/settings", settings.page, msgid("Settings"), settings.SettingsState),
    _desk("/organizer/developers", developers.page, msgid("Developers"), DevelopersState),
    _desk("/organizer/developers/[key]", own_key.page, msgid("API key"), OwnKeyState),
    _desk("/organizer/apps", own_apps.page, msgid("Apps"), AppsState),
    _desk("/organizer/apps/[app]", own_app.page, msgid("App"), AppState),
    *STAFF_PAGES,
    Page("/404", missing.page, msgid("Not found")),
)


def add_pages(app: rx.App) -> None:
    """Register every page with the app."""
    for page in PAGES:
        app.add_page(
            _drawing(page),
            route=page.path.strip("/") or "index",
            title=f"{page.title} · {NAME}" if isinstance(page.title, str) else page.title,
            on_load=[SessionState.enter, *page.on_load],
            image="",
            meta=[],
        )


def _drawing(page: Page) -> Callable[[], rx.Component]:
    def draw() -> rx.Component:
        return page.frame(page.draw(), ready=page.ready)

    # Reflex makes one script of each Python module: a page's parts must not land in everyone's.
    draw.__module__ = page.draw.__module__
    return draw
