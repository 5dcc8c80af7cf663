"""Networks and countries that are let in or kept out."""

from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None

FORWARD = (
    """
    CREATE TABLE network_rules (
        id uuid NOT NULL CONSTRAINT pk_network_rules PRIMARY KEY,
        verdict varchar NOT NULL,
        network cidr,
        country varchar,
        reason text NOT NULL,
        made_by varchar NOT NULL,
        made_at timestamptz NOT NULL,
        ends_at timestamptz,
        removed_at timestamptz,
        removed_by varchar NOT NULL,
        CONSTRAINT ck_network_rules_verdict CHECK (verdict IN ('allow', 'deny')),
        CONSTRAINT ck_network_rules_subject CHECK ((network IS NULL) <> (country IS NULL))
    )
    """,
    """
    CREATE UNIQUE INDEX uq_network_rules_network ON network_rules (network)
        WHERE removed_at IS NULL AND network IS NOT NULL
    """,
    """
    CREATE UNIQUE INDEX uq_network_rules_country ON network_rules (country)
        WHERE removed_at IS NULL AND country IS NOT NULL
    """,
    "CREATE INDEX ix_network_rules_made ON network_rules (made_at, id)",
)


def upgrade() -> None:
    """Go forward."""
    for statement in FORWARD:
        op.execute(statement)


def downgrade() -> None:
    """Go back."""
    op.drop_table("network_rules")
