"""Passkeys, and what they are asked to sign."""

from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

FORWARD = (
    """
    CREATE TABLE passkeys (
        id uuid CONSTRAINT pk_passkeys PRIMARY KEY,
        user_id uuid NOT NULL
            CONSTRAINT fk_passkeys_user_id_users REFERENCES users (id) ON DELETE CASCADE,
        credential_id bytea NOT NULL CONSTRAINT uq_passkeys_credential_id UNIQUE,
        public_key bytea NOT NULL,
        sign_count bigint NOT NULL,
        name varchar NOT NULL,
        is_synced boolean NOT NULL,
        created_at timestamptz NOT NULL,
        used_at timestamptz,
        flagged_at timestamptz
    )
    """,
    "CREATE INDEX ix_passkeys_user_id ON passkeys (user_id)",
    """
    CREATE TABLE passkey_challenges (
        id uuid CONSTRAINT pk_passkey_challenges PRIMARY KEY,
        user_id uuid CONSTRAINT fk_passkey_challenges_user_id_users
            REFERENCES users (id) ON DELETE CASCADE,
        purpose varchar NOT NULL CONSTRAINT ck_passkey_challenges_purpose
            CHECK (purpose IN ('add', 'sign_in', 'prove')),
        token_hash bytea NOT NULL CONSTRAINT uq_passkey_challenges_token_hash UNIQUE,
        challenge bytea NOT NULL,
        expires_at timestamptz NOT NULL,
        CONSTRAINT ck_passkey_challenges_owner CHECK ((user_id IS NULL) = (purpose = 'sign_in'))
    )
    """,
    "CREATE INDEX ix_passkey_challenges_expires_at ON passkey_challenges (expires_at)",
)


def upgrade() -> None:
    """Go forward."""
    for statement in FORWARD:
        op.execute(statement)


def downgrade() -> None:
    """Go back."""
    op.drop_table("passkey_challenges")
    op.drop_table("passkeys")
