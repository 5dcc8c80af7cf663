"""Teams sign in by SAML, too; assertions are believed once."""

from alembic import op

revision = "0059"
down_revision = "0058"
branch_labels = None
depends_on = None

FORWARD = (
    """
    ALTER TABLE team_issuers
        ADD COLUMN kind varchar NOT NULL DEFAULT 'oidc',
        ADD COLUMN sso_url varchar NOT NULL DEFAULT '',
        ADD COLUMN certificates varchar NOT NULL DEFAULT '',
        ADD COLUMN good_until timestamptz,
        ADD COLUMN metadata_url varchar NOT NULL DEFAULT '',
        ADD CONSTRAINT ck_team_issuers_kind CHECK (kind IN ('oidc', 'saml')),
        ADD CONSTRAINT ck_team_issuers_known CHECK (issuer <> '' OR NOT is_on)
    """,
    """
    CREATE TABLE saml_assertions (
        name_hash bytea CONSTRAINT pk_saml_assertions PRIMARY KEY,
        round_id uuid NOT NULL,
        code_hash bytea NOT NULL CONSTRAINT uq_saml_assertions_code_hash UNIQUE,
        sealed bytea,
        ends_at timestamptz NOT NULL
    )
    """,
    "CREATE INDEX ix_saml_assertions_ends_at ON saml_assertions (ends_at)",
)


def upgrade() -> None:
    """Go forward."""
    for statement in FORWARD:
        op.execute(statement)


def downgrade() -> None:
    """Go back."""
    op.drop_table("saml_assertions")
    op.execute("DELETE FROM team_issuers WHERE kind = 'saml'")
    op.execute(
        "ALTER TABLE team_issuers DROP COLUMN kind, DROP COLUMN sso_url,"
        " DROP COLUMN certificates, DROP COLUMN good_until, DROP COLUMN metadata_url,"
        " DROP CONSTRAINT ck_team_issuers_known"
    )
