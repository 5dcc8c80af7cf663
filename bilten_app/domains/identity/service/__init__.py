"""Register, prove the address, sign in, change what proves who one is, sign out."""

from bilten_app.domains.identity.service.addresses import (
    ask_address,
    change_address,
    restore_address,
)
from bilten_app.domains.identity.service.assertions import take_assertion
from bilten_app.domains.identity.service.coming import Comer
from bilten_app.domains.identity.service.console import (
    checked_reason,
    end_impersonation,
    impersonate,
    restore_user,
    suspend_user,
)
from bilten_app.domains.identity.service.devices import (
    distrust,
    forget_devices,
)
from bilten_app.domains.identity.service.factors import (
    begin_factor,
    confirm_factor,
    forget_challenges,
    make_recovery_codes,
    remove_factor,
)
from bilten_app.domains.identity.service.forgetting import forget_old_links, forget_person
from bilten_app.domains.identity.service.links import ask_verification, link_token, verify
from bilten_app.domains.identity.service.logins import arrive_by, claim_login, unlink_login
from bilten_app.domains.identity.service.opening import (
    Browser,
)
from bilten_app.domains.identity.service.passkeys import (
    add_passkey,
    ask_passkey,
    forget_questions,
    name_passkey,
    prove_by_passkey,
    remove_passkey,
    sign_in_by_passkey,
)
from bilten_app.domains.identity.service.passwords import (
    ask_reset,
    change_password,
    mail_reset,
    replace_leaked,
    reset_password,
)
from bilten_app.domains.identity.service.profile import change_profile, show_avatar, wish_currency
from bilten_app.domains.identity.service.proof import (
    prove,
)
from bilten_app.domains.identity.service.registration import (
    account_key,
    ask_again,
    mail_again,
    register,
)
from bilten_app.domains.identity.service.rounds import (
    Rounding,
    ask_provider,
    end_round,
    forget_rounds,
)
from bilten_app.domains.identity.service.second import tell_second_step
from bilten_app.domains.identity.service.security import tell_security
from bilten_app.domains.identity.service.sessions import (
    end_other_sessions,
    end_session,
    forget_ended_sessions,
    sign_in,
    sign_in_by_link,
    sign_out,
)
from bilten_app.domains.identity.service.staff import set_staff
from bilten_app.domains.identity.service.steps import (
    code_of,
    finish_sign_in,
    send_code,
)
from bilten_app.domains.identity.service.stuffing import (
    forget_failures,
)
from bilten_app.domains.identity.service.travel import (
    end_far_session,
    far_session,
    judge_travel,
)
from bilten_app.domains.identity.service.wallets import (
    arrive_by_wallet,
    ask_wallet,
    end_wallet_round,
    unlink_wallet,
)

__all__ = [
    "Browser",
    "Comer",
    "Rounding",
    "account_key",
    "add_passkey",
    "arrive_by",
    "arrive_by_wallet",
    "ask_address",
    "ask_again",
    "ask_passkey",
    "ask_provider",
    "ask_reset",
    "ask_verification",
    "ask_wallet",
    "begin_factor",
    "change_address",
    "change_password",
    "change_profile",
    "checked_reason",
    "claim_login",
    "code_of",
    "confirm_factor",
    "distrust",
    "end_far_session",
    "end_impersonation",
    "end_other_sessions",
    "end_round",
    "end_session",
    "end_wallet_round",
    "far_session",
    "finish_sign_in",
    "forget_challenges",
    "forget_devices",
    "forget_ended_sessions",
    "forget_failures",
    "forget_old_links",
    "forget_person",
    "forget_questions",
    "forget_rounds",
    "impersonate",
    "judge_travel",
    "link_token",
    "mail_again",
    "mail_reset",
    "make_recovery_codes",
    "name_passkey",
    "prove",
    "prove_by_passkey",
    "register",
    "remove_factor",
    "remove_passkey",
    "replace_leaked",
    "reset_password",
    "restore_address",
    "restore_user",
    "send_code",
    "set_staff",
    "show_avatar",
    "sign_in",
    "sign_in_by_link",
    "sign_in_by_passkey",
    "sign_out",
    "suspend_user",
    "take_assertion",
    "tell_second_step",
    "tell_security",
    "unlink_login",
    "unlink_wallet",
    "verify",
    "wish_currency",
]
