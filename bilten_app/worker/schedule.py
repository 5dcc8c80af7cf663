"""Clock → job. Each is harmless when several workers run it at once."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import structlog

from bilten_app.domains.apps import service as apps
from bilten_app.domains.events import service as events
from bilten_app.domains.identity import service as identity
from bilten_app.domains.inventory import queries as places
from bilten_app.domains.inventory import service as inventory
from bilten_app.domains.ledger import queries as ledger_queries
from bilten_app.domains.ledger import service as ledger
from bilten_app.domains.market import service as market
from bilten_app.domains.messaging import service as messaging
from bilten_app.domains.onchain import service as onchain
from bilten_app.domains.orders import service as orders
from bilten_app.domains.payments import service as payments
from bilten_app.domains.payouts import service as payouts
from bilten_app.domains.pricing import service as pricing
from bilten_app.domains.privacy import service as privacy
from bilten_app.domains.programs import service as programs
from bilten_app.domains.reconciliation import service as reconciliation
from bilten_app.domains.reporting import queries as reporting
from bilten_app.domains.risk import service as risk
from bilten_app.domains.seating import queries as seating
from bilten_app.domains.waiting import service as waiting
from bilten_app.domains.webhooks import service as webhooks
from bilten_app.infra import audit
from bilten_app.infra.runtime import Runtime

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Every:
    """Do something every so many seconds."""

    seconds: float
    act: Callable[[Runtime], Awaitable[object]]


async def seal_audit(rt: Runtime) -> None:
    """Chain the audit lines that were written since."""
    async with rt.unit_of_work() as uow:
        await audit.seal(uow.session)


async def recount(rt: Runtime) -> None:
    """Compare counters with the rows they count, and cry out when they differ."""
    async with rt.read() as session:
        for drift in await places.drifts(session):
            log.error("a counter differs from the rows it counts", drift=str(drift))
        for drift in await reporting.purse_drifts(session):
            log.error("gift cards or credit differ from the books", drift=str(drift))
        for drift in await seating.drifts(session):
            log.error("a pool's seats differ from its counters", drift=str(drift))


async def prove_checkpoints(rt: Runtime) -> None:
    """Add up the whole ledger, and cry out when a checkpoint says something else."""
    async with rt.read() as session:
        for account, difference in await ledger_queries.crooked_checkpoints(session):
            log.error("a checkpoint is not its sum", account=str(account), by=str(difference))


SCHEDULE: Sequence[Every] = (
    Every(1, orders.extend_held_up),
    Every(1, orders.expire_due),
    Every(1, payments.look_due),
    Every(30, orders.release_due),
    Every(1, waiting.move_on),
    Every(1, waiting.serve_lists),
    Every(2, seal_audit),
    Every(2, pricing.release_expired),
    Every(60, events.end_past),
    Every(60, market.close_over),
    Every(900, orders.settle_resales),
    Every(60, pricing.follow_demand),
    Every(300, recount),
    Every(900, messaging.remind_disputes),
    Every(900, payouts.make_due),
    Every(900, reconciliation.book_fees),
    Every(900, payouts.release_reserves),
    Every(300, pricing.recheck_vat),
    Every(3600, risk.forget_traces),
    Every(60, pricing.expire_cards),
    Every(60, ledger.make_checkpoint),
    Every(86_400, prove_checkpoints),
    Every(3600, identity.forget_ended_sessions),
    Every(3600, identity.forget_challenges),
    Every(600, identity.forget_failures),
    Every(3600, identity.forget_questions),
    Every(3600, identity.forget_rounds),
    Every(86_400, identity.forget_devices),
    Every(3600, inventory.forget_claims),
    Every(1, webhooks.send_due),
    Every(1, onchain.relay_due),
    Every(3600, webhooks.forget_old),
    Every(900, programs.forget_uses),
    Every(3600, apps.forget_over),
    Every(60, privacy.erase_due),
    Every(900, privacy.forget_exports),
    Every(86_400, privacy.forget_old),
)
