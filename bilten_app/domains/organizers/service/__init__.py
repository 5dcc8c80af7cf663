"""What can be done with an organization and its team."""

from bilten_app.domains.organizers.service.domains import (
    add_domain,
    prove_domain,
    remove_domain,
)
from bilten_app.domains.organizers.service.forgetting import forget_old_invitations, forget_person
from bilten_app.domains.organizers.service.invitations import (
    accept_invitation,
    invitation_token,
    invite,
    revoke_invitation,
    send_invitation_again,
)
from bilten_app.domains.organizers.service.issuers import (
    join_by_issuer,
    remove_issuer,
    save_issuer,
    switch_issuer,
    test_issuer,
)
from bilten_app.domains.organizers.service.organizations import create, edit, lock, open_sandbox
from bilten_app.domains.organizers.service.rules_of_team import ask_second_step
from bilten_app.domains.organizers.service.saml import save_saml
from bilten_app.domains.organizers.service.suspension import restore, suspend
from bilten_app.domains.organizers.service.team import (
    add_member,
    leave,
    remove_member,
    set_event_role,
    set_role,
    transfer,
)

__all__ = [
    "accept_invitation",
    "add_domain",
    "add_member",
    "ask_second_step",
    "create",
    "edit",
    "forget_old_invitations",
    "forget_person",
    "invitation_token",
    "invite",
    "join_by_issuer",
    "leave",
    "lock",
    "open_sandbox",
    "prove_domain",
    "remove_domain",
    "remove_issuer",
    "remove_member",
    "restore",
    "revoke_invitation",
    "save_issuer",
    "save_saml",
    "send_invitation_again",
    "set_event_role",
    "set_role",
    "suspend",
    "switch_issuer",
    "test_issuer",
    "transfer",
]
