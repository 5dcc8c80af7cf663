"""Where a buyer goes on paying."""

from collections.abc import Sequence

from bilten_app.domains.payments.public import Method, PaymentView, WhyNot


def gateway_href(origin: str, payment: PaymentView | None, methods: Sequence[Method]) -> str:
    """Return where the buyer goes on paying; nowhere while nobody answers there.

    A saved card that is being charged has no page but this one.
    """
    if payment is None:
        return ""
    down = {method.name for method in methods if method.why_not is WhyNot.down}
    url = payment.checkout_url or ""
    is_here = url.startswith(f"{origin}/orders/")
    return "" if is_here or payment.gateway in down else url
