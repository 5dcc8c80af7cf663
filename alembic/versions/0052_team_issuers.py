"""By whom the people of an organization sign in, and the domains whose mail is theirs."""

from alembic import op

revision = "0052"
down_revision = "0051"
branch_labels = None
depends_on = None

FORWARD = (
    "ALTER TABLE challenges ADD COLUMN opened_by varchar NOT NULL DEFAULT ''",
    """
    CREATE TABLE team_issuers (
        id uuid CONSTRAINT pk_team_issuers PRIMARY KEY,
        organizer_id uuid NOT NULL CONSTRAINT uq_team_issuers_organizer_id UNIQUE
            CONSTRAINT fk_team_issuers_organizer_id_organizers REFERENCES organizers (id),
        issuer varchar NOT NULL,
        client_id varchar NOT NULL,
        secret_sealed bytea NOT NULL,
        role_claim varchar NOT NULL,
        roles varchar NOT NULL,
        default_role varchar,
        is_on boolean NOT NULL,
        is_only boolean NOT NULL,
        created_at timestamptz NOT NULL,
        CONSTRAINT ck_team_issuers_only CHECK (is_on OR NOT is_only)
    )
    """,
    """
    CREATE TABLE team_domains (
        id uuid CONSTRAINT pk_team_domains PRIMARY KEY,
        organizer_id uuid NOT NULL
            CONSTRAINT fk_team_domains_organizer_id_organizers REFERENCES organizers (id),
        domain varchar NOT NULL,
        created_at timestamptz NOT NULL,
        proven_at timestamptz,
        CONSTRAINT uq_team_domains_organizer_id_domain UNIQUE (organizer_id, domain)
    )
    """,
    "CREATE UNIQUE INDEX uq_team_domains_proven ON team_domains (domain)"
    " WHERE proven_at IS NOT NULL",
)


def upgrade() -> None:
    """Go forward."""
    for statement in FORWARD:
        op.execute(statement)


def downgrade() -> None:
    """Go back."""
    op.drop_table("team_domains")
    op.drop_table("team_issuers")
    op.drop_column("challenges", "opened_by")
