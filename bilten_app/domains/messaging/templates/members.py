"""Mails to those who sell: refunds made elsewhere."""

from bilten_app.domains.messaging.templates.letter import Letter, Link, Pair
from bilten_app.domains.messaging.templates.orders import OrderStory, brand_of
from bilten_app.kit.ids import shown_code
from bilten_app.kit.money import Money
from bilten_app.kit.text import msgid, price, say


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
    return desk_letter(story, locale, subject, (what, say(then, locale)), where)


def desk_letter(
    story: OrderStory,
    locale: str,
    subject: str,
    paragraphs: tuple[str, ...],
    where: str,
    asked: Money | None = None,
) -> Letter:
    """Return a letter that leads to a page of a desk, with an amount where there is one."""
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
