from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bilten_app.domains.identity.public import SecurityMatter
from bilten_app.domains.messaging.public import Overtaken
from bilten_app.domains.messaging.service.practice import for_staff
from bilten_app.domains.messaging.templates import (
    changes,
    desk,
    disputes,
    far,
    found,
    identity,
    orders,
    refunds,
)
from bilten_app.domains.messaging.templates.found import FoundOrder
from bilten_app.domains.messaging.templates.letter import Letter, html, plain, subject_line
from bilten_app.domains.orders.public import CloseReason, OrderState
from bilten_app.domains.organizers.public import OrganizerId
from bilten_app.domains.payments.public import DisputeState
from bilten_app.domains.webhooks.public import EndpointState, EndpointView
from bilten_app.kit.ids import new_id
from bilten_app.kit.money import Money
from bilten_app.kit.twins import twin_of
from tests.unit.messaging.stories import (
    STARTS,
    make_dispute,
    make_event,
    make_order,
    make_story,
)

REFUND = Money(53500, "EGP")
HOOK = EndpointView(
    id=new_id(),
    organizer_id=new_id(),
    url="https://example.com/hooks?a=1&b=2",
    about="",
    kinds=(),
    state=EndpointState.failing,
    failing_since=STARTS,
    old_secret_until=None,
    made_at=STARTS,
)
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
WHERE = {"origin": "https://tickets.example", "locale": "en"}
LETTERS = {
    "receipt": orders.receipt(make_story()),
    "late": orders.late_refunded(make_story(), refund=REFUND),
    "cancelled": orders.cancelled(make_story(), reason="event_cancelled", refund=REFUND),
    "found": found.found(
        [FoundOrder(make_order(), make_event(), "https://tickets.example/orders/7KQ2M9XD/secret")],
        locale="en",
    ),
    "refund failed": refunds.failed(make_story(), refund=REFUND),
    "desk: refund failed": desk.refund_failed(make_story(), refund=REFUND, locale="en"),
    "reinstated": changes.reinstated(make_story()),
    "desk: loss reversed": desk.loss_reversed(
        make_story(), tickets=2, refund=Money(0, "EUR"), locale="en"
    ),
    "desk: places gone": desk.loss_reversed(
        make_story(), tickets=0, refund=Money(50_00, "EUR"), locale="en"
    ),
    "desk: VAT id": desk.vat_failed(make_story(), vat_id="FR12345678901", locale="en"),
    "desk: payout paid": desk.payout_paid(amount=REFUND, organizer="A & B", **WHERE),
    "desk: payout failed": desk.payout_failed(amount=REFUND, organizer="A & B", **WHERE),
    "desk: webhook off": desk.webhook_off(HOOK, since=STARTS, **WHERE),
    "disputed": disputes.disputed(make_story(), asked=REFUND, due=STARTS, locale="en"),
    "won": disputes.decided(make_story(), make_dispute(DisputeState.won), "en"),
    "lost": disputes.decided(make_story(), make_dispute(DisputeState.lost), "en"),
    "verify": identity.verify(name="Léa", url="https://x.example/verify/1", locale="en"),
    "taken": identity.taken(name="Léa", **WHERE),
    "reset": identity.reset(name="Léa", url="https://x.example/reset-password/1", locale="en"),
    "new address": identity.new_address(name="Léa", url="https://x.example/verify/2", locale="en"),
    "old address": identity.old_address(name="Léa", url="https://x.example/verify/3", locale="en"),
    "security": identity.security(
        name="Léa", matter=SecurityMatter.new_device, browser=FIREFOX, place="203.0.113.0/24",
        at=NOON, zone="UTC", **WHERE,
    ),
    "far away": far.far_away(
        name="Léa", browser=FIREFOX, place="203.0.113.0/24", at=NOON, zone="Asia/Kathmandu",
        end_url=f"{WHERE['origin']}/end-session/1/2", **WHERE,
    ),
    "far away for staff": far.far_away_for_staff(
        was="DE", now="", at=NOON, url=f"{WHERE['origin']}/admin/people/1", locale="en",
    ),
    "stuffing": identity.stuffing(place="203.0.113.0/24", accounts=10, at=NOON, **WHERE),
    "toll": identity.toll(prefix="+1876", at=NOON, **WHERE),
    "barred": identity.network_barred(address="203.0.113.7/32", minutes=15, **WHERE),
}  # fmt: skip


@pytest.mark.parametrize("letter", LETTERS.values(), ids=LETTERS)
def test_a_letter_leaves_no_blank_and_loads_nothing_from_strangers(letter: Letter) -> None:
    drawn = html(letter)

    assert "{" not in plain(letter) + letter.subject + letter.preview
    assert "fonts.googleapis" not in drawn
    assert "<script" not in drawn


@pytest.mark.parametrize("letter", LETTERS.values(), ids=LETTERS)
def test_both_parts_of_a_letter_lead_to_the_same_place(letter: Letter) -> None:
    assert letter.action

    assert f'href="{letter.action.url}"' in html(letter)
    assert letter.action.url in plain(letter)


def test_staff_hear_nothing_of_a_test() -> None:
    story = make_story()
    test = replace(story.organizer, id=OrganizerId(twin_of(story.organizer.id)))

    assert for_staff(story) == story
    with pytest.raises(Overtaken):
        for_staff(replace(story, organizer=test))


def test_names_are_words_and_never_markup() -> None:
    drawn = html(orders.receipt(make_story()))

    assert "Léa &lt;b&gt;Ørsted&lt;/b&gt;" in drawn
    assert "<b>Ørsted" not in drawn


def test_a_receipt_says_what_was_paid_and_when_it_happens_there() -> None:
    words = plain(orders.receipt(make_story()))

    assert "2 \N{MULTIPLICATION SIGN} Standing: EGP\N{NO-BREAK SPACE}500.00" in words
    assert "Total: EGP\N{NO-BREAK SPACE}535.00" in words
    assert "Date: Saturday, July 4, 2026" in words
    assert "EEST" in words


def test_a_free_order_is_not_called_paid() -> None:
    nothing = Money(0, "EGP")
    order = make_order(listed=nothing, fee=nothing, total=nothing, lines=())

    words = plain(orders.receipt(make_story(order=order)))

    assert "Total: Free" in words
    assert "payment" not in words


def test_tickets_that_change_their_code_are_not_called_printable() -> None:
    words = plain(orders.receipt(make_story(rotating=2)))

    assert "printed" not in words
    assert "Open them on your phone" in words


def test_a_cancelled_event_gives_the_reason_in_the_words_of_the_organizer() -> None:
    story = make_story(event=make_event(cancel_reason="The stage is under water."))

    words = plain(orders.cancelled(story, reason=CloseReason.event_cancelled, refund=REFUND))

    assert "Nile Sound writes: “The stage is under water.”" in words
    assert "EGP\N{NO-BREAK SPACE}535.00 is on its way back" in words


@pytest.mark.parametrize("reason", [*CloseReason, "another"])
def test_every_reason_has_words(reason: str) -> None:
    letter = orders.cancelled(make_story(), reason=reason, refund=Money(0, "EGP"))

    assert "Jazz by the Nile" in letter.paragraphs[0]
    assert "on its way back" not in plain(letter)


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (OrderState.expired, "your places had gone to somebody else"),
        (OrderState.paid, "we return the second payment"),
        (OrderState.cancelled, "after the order had been cancelled"),
    ],
)
def test_money_that_goes_back_is_explained(state: OrderState, words: str) -> None:
    story = make_story(order=make_order(state=state))

    assert words in plain(orders.late_refunded(story, refund=REFUND))


def test_a_title_cannot_break_out_of_the_subject() -> None:
    event = make_event(title="Jazz\r\nBcc: everybody@example.com")

    letter = orders.receipt(make_story(event=event))

    assert "\n" not in subject_line(letter)
    assert "\r" not in subject_line(letter)


def test_a_letter_from_right_to_left_says_so() -> None:
    letter = replace(LETTERS["receipt"], locale="ar")

    assert 'lang="ar" dir="rtl"' in html(letter)


def test_a_security_mail_says_when_and_from_where() -> None:
    words = plain(LETTERS["security"])

    assert "Browser: Firefox on Linux" in words
    assert "Network: 203.0.113.0/24" in words
    assert "Jun 1, 2026, 12:00" in words


def test_a_text_message_begins_with_its_code() -> None:
    letter = identity.code(name="Léa", digits="042137", locale="en")

    assert letter.preview.startswith("042137 is your Bilten code.")
    assert "042137" in letter.subject


@pytest.mark.parametrize(
    ("days", "words"),
    [(-1, "their places can be sold again"), (1, "who was let in before stays on record")],
)
def test_a_lost_dispute_says_what_became_of_the_tickets(days: int, words: str) -> None:
    lost = make_dispute(DisputeState.lost, decided_at=STARTS + timedelta(days=days))

    assert words in plain(disputes.decided(make_story(), lost, "en"))


def test_a_bank_that_asked_for_a_part_says_for_how_much() -> None:
    lost = make_dispute(DisputeState.lost, amount=Money(10000, "EGP"))

    words = plain(disputes.decided(make_story(), lost, "en"))

    assert "EGP\N{NO-BREAK SPACE}100.00, and the order cost EGP\N{NO-BREAK SPACE}535.00" in words


def test_money_that_had_bought_nothing_is_no_organizers_loss() -> None:
    lost = make_dispute(DisputeState.lost, payment_id=new_id())

    words = plain(disputes.decided(make_story(), lost, "en"))

    assert "Your balance stays as it is" in words
    assert "The tickets" not in words
