"""What providers call people, and the rounds in which they are asked."""

from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None

FORWARD = (
    """
    CREATE TABLE logins (
        id uuid CONSTRAINT pk_logins PRIMARY KEY,
        user_id uuid NOT NULL
            CONSTRAINT fk_logins_user_id_users REFERENCES users (id) ON DELETE CASCADE,
        provider varchar NOT NULL,
        subject varchar NOT NULL,
        email varchar NOT NULL,
        created_at timestamptz NOT NULL,
        used_at timestamptz,
        CONSTRAINT uq_logins_provider_subject UNIQUE (provider, subject),
        CONSTRAINT uq_logins_user_id_provider UNIQUE (user_id, provider)
    )
    """,
    """
    CREATE TABLE login_rounds (
        id uuid CONSTRAINT pk_login_rounds PRIMARY KEY,
        user_id uuid CONSTRAINT fk_login_rounds_user_id_users
            REFERENCES users (id) ON DELETE CASCADE,
        purpose varchar NOT NULL CONSTRAINT ck_login_rounds_purpose
            CHECK (purpose IN ('sign_in', 'link', 'prove')),
        provider varchar NOT NULL,
        token_hash bytea NOT NULL CONSTRAINT uq_login_rounds_token_hash UNIQUE,
        wished varchar NOT NULL,
        expires_at timestamptz NOT NULL,
        CONSTRAINT ck_login_rounds_owner CHECK ((user_id IS NULL) = (purpose = 'sign_in'))
    )
    """,
    "CREATE INDEX ix_login_rounds_expires_at ON login_rounds (expires_at)",
    """
    CREATE TABLE login_claims (
        id uuid CONSTRAINT pk_login_claims PRIMARY KEY,
        provider varchar NOT NULL,
        subject varchar NOT NULL,
        email varchar NOT NULL,
        token_hash bytea NOT NULL CONSTRAINT uq_login_claims_token_hash UNIQUE,
        wished varchar NOT NULL,
        expires_at timestamptz NOT NULL
    )
    """,
    "CREATE INDEX ix_login_claims_expires_at ON login_claims (expires_at)",
)


def upgrade() -> None:
    """Go forward."""
    for statement in FORWARD:
        op.execute(statement)


def downgrade() -> None:
    """Go back."""
    op.drop_table("login_claims")
    op.drop_table("login_rounds")
    op.drop_table("logins")
