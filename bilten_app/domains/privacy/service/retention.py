"""What goes without anybody asking: each domain forgets what has no reason to stay."""

import structlog

from bilten_app.domains.identity import service as identity
from bilten_app.domains.invoices import service as invoices
from bilten_app.domains.messaging import service as messaging
from bilten_app.domains.orders import service as orders
from bilten_app.domains.organizers import service as organizers
from bilten_app.domains.payments import service as payments
from bilten_app.domains.risk import service as risk
from bilten_app.domains.waiting import service as waiting
from bilten_app.infra import forgetting
from bilten_app.infra.runtime import Runtime

log = structlog.get_logger(__name__)
FORGETS = (
    identity.forget_old_links,
    organizers.forget_old_invitations,
    waiting.forget_old_entries,
    orders.forget_old,
    payments.forget_old,
    risk.forget_old,
    invoices.forget_buyers,
    messaging.forget_old,
    forgetting.forget_old,
)


async def forget_old(rt: Runtime) -> None:
    """Erase what has been kept long enough. Scheduled daily; harmless when repeated.

    One part that fails keeps no other from its work.
    """
    for forget in FORGETS:
        try:
            await forget(rt)
        except Exception:
            log.exception("a part of what is old was not forgotten", part=forget.__module__)
