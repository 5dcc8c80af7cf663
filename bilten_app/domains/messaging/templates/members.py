"""Mails to those who sell: refunds made elsewhere, and banks that ask for money back."""

from datetime import datetime

from bilten_app.domains.messaging.templates.letter import Letter, Link, Pair
from bilten_app.domains.messaging.templates.orders import OrderStory, brand_of
from bilten_app.kit.ids import shown_code
from bilten_app.kit.money import Money
from bilten_app.kit.text import moment, msgid, price, say

DISPUTES, STAFF_DISPUTES = "organizer/disputes", "admin/disputes"


def outside(story: OrderStory, refund: Money, locale: str, *, is_task: bool) -> Letter:
    """Tell members of a refund made at the payment service, and what became of the tickets."""
    code = shown_code(story.order.code)
    subject = say(msgid("A refund for order {code} was made elsewhere"), locale, code=code)
    what = say(
        msgid("{amount} went back to {who} at the payment service."),
        locale,
        amount=price(refund, locale),
        who=story.order.buyer_name,
    )
    if is_task:
        then = msgid("Decide which tickets it was for. Until then all of them stay valid.")
    elif story.tickets:
        then = msgid("The tickets stay valid, as you have chosen.")
    else:
        then = msgid("The tickets of the order ended, and their places are free again.")
    where = f"organizer/{'refunds/elsewhere' if is_task else f'orders/{story.order.code}'}"
    return _letter(story, locale, subject, (what, say(then, locale)), where)


def disputed(story: OrderStory, *, asked: Money, due: datetime | None, locale: str) -> Letter:
    """Tell members that a bank asks money back, by when they can answer, and what waits."""
    code = shown_code(story.order.code)
    subject = say(msgid("A bank asks for the money of order {code} back"), locale, code=code)
    said = [
        say(
            msgid("{who} disputes the payment. The tickets wait until the bank has decided."),
            locale,
            who=story.order.buyer_name,
        )
    ]
    if due:
        said.append(_until(story, due, locale))
    return _letter(story, locale, subject, tuple(said), DISPUTES, asked)


def dispute_due(
    story: OrderStory, asked: Money, due: datetime, locale: str, *, for_staff: bool
) -> Letter:
    """Remind of a dispute that nobody has answered; the platform's staff have a desk of theirs."""
    code = shown_code(story.order.code)
    subject = say(msgid("The dispute about order {code} waits for an answer"), locale, code=code)
    where = STAFF_DISPUTES if for_staff else DISPUTES
    lost = say(msgid("Without an answer the bank decides for the buyer."), locale)
    return _letter(story, locale, subject, (_until(story, due, locale), lost), where, asked)


def _until(story: OrderStory, due: datetime, locale: str) -> str:
    until = moment(due, story.event.time_zone, locale)
    return say(msgid("The answer must be there by {when}."), locale, when=until)


def _letter(
    story: OrderStory,
    locale: str,
    subject: str,
    paragraphs: tuple[str, ...],
    where: str,
    asked: Money | None = None,
) -> Letter:
    return Letter(
        locale=locale,
        brand=brand_of(story),
        subject=subject,
        preview=paragraphs[0],
        heading=subject,
        paragraphs=paragraphs,
        action=Link(say(msgid("Open your desk"), locale), f"{story.origin}/{where}"),
        details=(Pair(say(msgid("Amount"), locale), price(asked, locale)),) if asked else (),
        notes=(story.event.title,),
    )
