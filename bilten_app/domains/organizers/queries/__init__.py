"""Organizations, their teams, and who is asking."""

from bilten_app.domains.organizers.queries.actors import actor_of, role_grants
from bilten_app.domains.organizers.queries.console import (
    all_organizations,
    members_of,
    organization,
    suspended,
)
from bilten_app.domains.organizers.queries.issuers import (
    TEAM_PREFIX,
    domains_of,
    has_saml,
    issuer_of,
    issuer_of_domain,
    proven_domains,
    registration,
    saml_address,
)
from bilten_app.domains.organizers.queries.organizations import (
    by_id,
    by_ids,
    by_slug,
    memberships,
    root_key,
    root_purpose,
    who_may,
)
from bilten_app.domains.organizers.queries.personal import personal_data
from bilten_app.domains.organizers.queries.standing import standing_of
from bilten_app.domains.organizers.queries.team import (
    invitation,
    invitation_of,
    invitations,
    is_of_team,
    only_owner_of,
    second_step_rule,
    team,
)

__all__ = [
    "TEAM_PREFIX",
    "actor_of",
    "all_organizations",
    "by_id",
    "by_ids",
    "by_slug",
    "domains_of",
    "has_saml",
    "invitation",
    "invitation_of",
    "invitations",
    "is_of_team",
    "issuer_of",
    "issuer_of_domain",
    "members_of",
    "memberships",
    "only_owner_of",
    "organization",
    "personal_data",
    "proven_domains",
    "registration",
    "role_grants",
    "root_key",
    "root_purpose",
    "saml_address",
    "second_step_rule",
    "standing_of",
    "suspended",
    "team",
    "who_may",
]
