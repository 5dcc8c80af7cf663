"""Job name → function. Every function says in its docstring what makes it harmless twice."""

from collections.abc import Mapping
from functools import partial

from bilten_app.domains.identity import service as identity
from bilten_app.domains.invoices import service as invoices
from bilten_app.domains.media import service as media
from bilten_app.domains.messaging import service as messaging
from bilten_app.domains.orders import service as orders
from bilten_app.domains.payments import service as payments
from bilten_app.domains.payouts import service as payouts
from bilten_app.domains.privacy import service as privacy
from bilten_app.infra.jobs import JobFunction
from bilten_app.infra.runtime import Runtime
from bilten_app.worker.reactions import REACTIONS, job_name

JOBS: Mapping[str, JobFunction] = {
    "payments.send_refund": payments.send_refund,
    "payments.learn_cards": payments.learn_cards,
    "payments.forget_card": payments.forget_card,
    "payouts.send": payouts.send,
    "payouts.look": payouts.look,
    "orders.cancel_for_event": orders.cancel_for_event,
    "orders.give_tax_back": orders.give_tax_back,
    "orders.run_import": orders.run_import,
    "identity.mail_again": identity.mail_again,
    "identity.mail_reset": identity.mail_reset,
    "identity.judge_travel": identity.judge_travel,
    "media.drop_files": media.drop_files,
    "invoices.issue": invoices.issue,
    "invoices.credit": invoices.credit,
    "messaging.send": messaging.send,
    "privacy.mail_link": privacy.mail_link,
    "privacy.erase": privacy.erase,
    "privacy.make_export": privacy.make_export,
    "messaging.find_tickets": messaging.find_tickets,
}

# Drawing a mail with its tickets costs more than selling them: it must not stand in a sale's way,
# so these run in a process of their own that gives way to all others (run_worker.py).
SLOW = frozenset({"messaging.send", "privacy.make_export"})


def job_functions(rt: Runtime) -> Mapping[str, JobFunction]:
    """Return every job and every reaction, ready to be called with a payload."""
    reactions = {job_name(act): act for acts in REACTIONS.values() for act in acts}
    return {name: partial(act, rt) for name, act in {**JOBS, **reactions}.items()}
