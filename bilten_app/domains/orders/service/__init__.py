"""What happens to an order, in the order of its life: place (or import), pay, expire, cancel."""

from bilten_app.domains.orders.service.after import (
    rename_holder,
    rename_own,
    send_tickets,
    write_note,
)
from bilten_app.domains.orders.service.begin import pay, pay_by_link
from bilten_app.domains.orders.service.brought import (
    add_code,
    count_try,
    drop_code,
    name_address,
    name_business,
    use_credit,
)
from bilten_app.domains.orders.service.changes import change_tickets, split
from bilten_app.domains.orders.service.close import (
    cancel_for_event,
    cancel_placed,
    expire_due,
    on_event_cancelled,
)
from bilten_app.domains.orders.service.counter import give_tickets, sell_at_counter
from bilten_app.domains.orders.service.decisions import (
    approve_review,
    list_buyer,
    refuse_review,
    release_due,
)
from bilten_app.domains.orders.service.disputes import (
    answer_dispute,
    on_dispute_decided,
    on_dispute_opened,
)
from bilten_app.domains.orders.service.forgetting import forget_old, forget_person
from bilten_app.domains.orders.service.importing import (
    check_import,
    run_import,
    start_import,
    upload_import,
)
from bilten_app.domains.orders.service.imports import import_paid
from bilten_app.domains.orders.service.listing import (
    list_ticket,
    may_list,
    on_resale_undone,
    settle_resales,
)
from bilten_app.domains.orders.service.offers import bring
from bilten_app.domains.orders.service.outages import extend_held_up
from bilten_app.domains.orders.service.outside import choose_policy, decide_outside
from bilten_app.domains.orders.service.pay import on_payment_captured
from bilten_app.domains.orders.service.place import (
    describe_buyer,
    place,
    place_held,
    secret_of,
    unlock,
)
from bilten_app.domains.orders.service.refunded import (
    on_payment_quarantined,
    on_refund_done,
    on_refund_failed,
)
from bilten_app.domains.orders.service.refunds import cancel, refund, send_again
from bilten_app.domains.orders.service.requests import (
    approve_refund,
    ask_refund,
    refuse_refund,
    withdraw_refund,
)
from bilten_app.domains.orders.service.resale import place_resale, take_listing
from bilten_app.domains.orders.service.tills import close_shift, open_shift
from bilten_app.domains.orders.service.vat import give_tax_back, on_vat_id_failed, on_vat_id_proven

__all__ = [
    "add_code",
    "answer_dispute",
    "approve_refund",
    "approve_review",
    "ask_refund",
    "bring",
    "cancel",
    "cancel_for_event",
    "cancel_placed",
    "change_tickets",
    "check_import",
    "choose_policy",
    "close_shift",
    "count_try",
    "decide_outside",
    "describe_buyer",
    "drop_code",
    "expire_due",
    "extend_held_up",
    "forget_old",
    "forget_person",
    "give_tax_back",
    "give_tickets",
    "import_paid",
    "list_buyer",
    "list_ticket",
    "may_list",
    "name_address",
    "name_business",
    "on_dispute_decided",
    "on_dispute_opened",
    "on_event_cancelled",
    "on_payment_captured",
    "on_payment_quarantined",
    "on_refund_done",
    "on_refund_failed",
    "on_resale_undone",
    "on_vat_id_failed",
    "on_vat_id_proven",
    "open_shift",
    "pay",
    "pay_by_link",
    "place",
    "place_held",
    "place_resale",
    "refund",
    "refuse_refund",
    "refuse_review",
    "release_due",
    "rename_holder",
    "rename_own",
    "run_import",
    "secret_of",
    "sell_at_counter",
    "send_again",
    "send_tickets",
    "settle_resales",
    "split",
    "start_import",
    "take_listing",
    "unlock",
    "upload_import",
    "use_credit",
    "withdraw_refund",
    "write_note",
]
