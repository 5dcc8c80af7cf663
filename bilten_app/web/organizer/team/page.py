"""The team, top to bottom: who is in it, who was asked in, and asking somebody in."""

from typing import Any

import reflex as rx

from bilten_app.kit.roles import EVENT_ROLES, Permission, Role
from bilten_app.web.organizer.desk import ROLE_WORDS
from bilten_app.web.organizer.membership import everywhere
from bilten_app.web.organizer.parts import settings_tabs, state_badge
from bilten_app.web.organizer.team.rows import ROLE_HINTS, EventRole
from bilten_app.web.organizer.team.second import second_step_rule
from bilten_app.web.organizer.team.state import WHOLE, TeamState
from bilten_app.web.parts.data import badge, card, loading_rows
from bilten_app.web.parts.feedback import dialog, empty, failed
from bilten_app.web.parts.fields import button, form, select_field, text_field
from bilten_app.web.parts.icons import icon
from bilten_app.web.parts.listing import Column, named, table
from bilten_app.web.words import said, t, when

SECTION = "flex flex-col gap-4"


def page() -> rx.Component:
    """The page, top to bottom."""
    again = failed(button(t("Try again"), look="quiet", on_click=TeamState.open))
    return rx.el.div(
        rx.el.h1(t("Team"), class_name="text-title"),
        everywhere(Permission.team_manage, settings_tabs("team")),
        rx.cond(TeamState.failed, again, rx.cond(TeamState.loaded, _team(), loading_rows())),
        class_name="flex flex-col gap-6",
    )


def _team() -> rx.Component:
    return rx.el.div(
        rx.cond(TeamState.may_manage, _inviting()),
        _members(),
        rx.cond(TeamState.may_manage, rx.fragment(_invitations(), second_step_rule())),
        _roles(),
        _changing(TeamState.row),
        _of_events(TeamState.row),
        _asking(
            "remove", t("Take {name} out of the team?", name=TeamState.row.name),
            t("Their rights end at once. What they did stays in the audit log."),
            button(t("Take out of the team"), look="danger", on_click=TeamState.remove),
        ),
        _asking(
            "transfer", t("Hand the organization over to {name}?", name=TeamState.row.name),
            t("They become the owner, and you stay as a manager. Only they can give it back."),
            button(t("Hand over"), look="danger", on_click=TeamState.hand_over),
        ),
        _asking(
            "leave", t("Leave this team?"),
            t("You lose access at once. Only an owner can invite you again."),
            button(t("Leave the team"), look="danger", on_click=TeamState.leave),
        ),
        class_name="flex flex-col gap-8",
    )  # fmt: skip


def _inviting() -> rx.Component:
    roles = [(role.value, said(ROLE_WORDS[role])) for role in Role]
    for_events = rx.fragment(
        rx.el.option(t("The whole organization"), value=WHOLE),
        rx.foreach(TeamState.events, lambda one: rx.el.option(one.words, value=one.value)),
    )
    errors: Any = TeamState.errors
    return card(
        rx.el.h2(t("Invite somebody"), class_name="text-heading"),
        form(
            text_field(
                t("E-mail address"), name="email", type="email", required=True, max_length=254,
                auto_complete="off", error=errors["email"],
            ),
            select_field(t("Role"), name="role", options=roles, default_value="manager",
                         error=errors["role"]),
            select_field(t("For"), name="event", options=for_events, error=errors["event"]),
            rx.el.div(
                button(t("Send the invitation"), type="submit", busy=TeamState.busy),
                class_name="sm:col-span-3",
            ),
            on_submit=TeamState.invite,
            key=TeamState.round,
            class_name="mt-4 !grid items-start gap-x-5 sm:grid-cols-3",
        ),
    )  # fmt: skip


def _members() -> rx.Component:
    columns = [
        Column(t("Member"), lambda row: named(row.name, row.email), place="lead"),
        Column(t("Role"), lambda row: badge(row.role_words), place="mark"),
        Column(t("Events"), _events),
        Column(t("Since"), lambda row: when(row.since)),
        Column("", _acts, side="end"),
    ]
    return rx.el.section(
        rx.el.h2(t("Members"), class_name="text-heading"),
        table(t("Members"), columns, TeamState.members),
        class_name=SECTION,
    )


def _invitations() -> rx.Component:
    columns = [
        Column(t("Invitation"), lambda row: named(row.email, row.what), place="lead"),
        Column(t("State"), lambda row: state_badge(row.state, row.tone), place="mark"),
        Column(t("Sent by"), lambda row: row.sent_by),
        Column(t("Good until"), lambda row: when(row.until)),
        Column("", _answers, side="end"),
    ]
    nothing = empty(
        t("No open invitations"), t("Who you invite shows here until they have come in."),
        name="mail",
    )  # fmt: skip
    return rx.el.section(
        rx.el.h2(t("Open invitations"), class_name="text-heading"),
        rx.cond(
            TeamState.invitations,
            table(t("Open invitations"), columns, TeamState.invitations),
            nothing,
        ),
        class_name=SECTION,
    )


def _roles() -> rx.Component:
    lines = [
        rx.el.div(
            rx.el.dt(said(ROLE_WORDS[role]), class_name="font-medium"),
            rx.el.dd(said(words), class_name="text-muted"),
            class_name="grid gap-x-6 py-2 sm:grid-cols-[10rem_1fr]",
        )
        for role, words in ROLE_HINTS.items()
    ]
    return rx.el.section(
        rx.el.h2(t("What each role may do"), class_name="text-heading"),
        rx.el.dl(*lines, class_name="divide-y divide-line text-[0.9375rem]"),
        class_name=SECTION,
    )


def _events(row: Any) -> rx.Component:
    return rx.el.ul(
        rx.foreach(row.events.to(list[EventRole]), lambda one: rx.el.li(one.words)),
        class_name="text-[0.9375rem]",
    )


def _acts(row: Any) -> rx.Component:
    def act(words: str, name: str) -> rx.Component:
        return button(
            words, look="quiet", size="small", on_click=TeamState.begin(name, row.id),
            aria_label=t("{act}: {name}", act=words, name=row.name),
        )  # fmt: skip

    others = rx.fragment(
        act(t("Change role"), "role"),
        act(t("Events"), "events"),
        act(t("Hand over"), "transfer"),
        act(t("Take out"), "remove"),
    )
    return rx.el.div(
        rx.cond(row.is_me, act(t("Leave"), "leave"), rx.cond(TeamState.may_manage, others)),
        class_name="flex flex-wrap justify-end gap-2",
    )


def _answers(row: Any) -> rx.Component:
    return rx.el.div(
        button(t("Send again"), look="quiet", size="small", on_click=TeamState.send_again(row.id)),
        button(t("Take back"), look="quiet", size="small", on_click=TeamState.take_back(row.id)),
        class_name="flex flex-wrap justify-end gap-2",
    )


def _asking(name: str, title: Any, text: str, act: rx.Component) -> rx.Component:
    return dialog(
        title,
        rx.el.p(text, class_name="mt-3 text-muted text-pretty"),
        rx.el.div(
            act,
            button(t("Keep it as it is"), look="quiet", on_click=TeamState.keep),
            class_name="mt-6 flex flex-wrap gap-3",
        ),
        id=f"team-{name}",
        is_open=TeamState.acting == name,
        on_close=TeamState.keep,
    )


def _changing(row: Any) -> rx.Component:
    options = [
        *((role.value, said(ROLE_WORDS[role])) for role in Role),
        ("some", t("Some events only")),
    ]
    return dialog(
        t("Role of {name}", name=row.name),
        form(
            select_field(t("Role"), name="new_role", options=options, default_value=row.role,
                         error=TeamState.errors["new_role"]),
            rx.el.div(button(t("Save"), type="submit")),
            on_submit=TeamState.change_role,
            class_name="mt-5",
            key=row.id,
        ),
        id="team-role",
        is_open=TeamState.acting == "role",
        on_close=TeamState.keep,
    )  # fmt: skip


def _of_events(row: Any) -> rx.Component:
    def held(one: Any) -> rx.Component:
        return rx.el.li(
            rx.el.span(one.words, class_name="min-w-0 flex-1"),
            button(icon("trash", "size-4"), look="quiet", size="small",
                   aria_label=t("Take away: {what}", what=one.words),
                   on_click=TeamState.take_event(one.event_id)),
            class_name="flex items-center gap-3 py-2",
        )  # fmt: skip

    roles = [(role.value, said(ROLE_WORDS[role])) for role in EVENT_ROLES]
    choices = rx.fragment(
        rx.foreach(TeamState.events, lambda one: rx.el.option(one.words, value=one.value))
    )
    errors: Any = TeamState.errors
    return dialog(
        t("Events of {name}", name=row.name),
        rx.el.ul(
            rx.foreach(row.events.to(list[EventRole]), held),
            class_name="mt-3 divide-y divide-line",
        ),
        form(
            select_field(t("Event"), name="event_id", options=choices, error=errors["event_id"]),
            select_field(t("Role"), name="event_role", options=roles,
                         error=errors["event_role"]),
            rx.el.div(button(t("Give this role"), type="submit")),
            on_submit=TeamState.give_event,
            class_name="mt-5",
        ),
        id="team-events",
        is_open=TeamState.acting == "events",
        on_close=TeamState.keep,
    )  # fmt: skip
