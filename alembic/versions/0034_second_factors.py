"""Second factors, recovery codes, questions that wait for a code, and known browsers."""

from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

FORWARD = (
    """
    CREATE TABLE factors (
        id uuid CONSTRAINT pk_factors PRIMARY KEY,
        user_id uuid NOT NULL
            CONSTRAINT fk_factors_user_id_users REFERENCES users (id) ON DELETE CASCADE,
        kind varchar NOT NULL CONSTRAINT ck_factors_kind CHECK (kind IN ('totp', 'sms', 'email')),
        sealed bytea NOT NULL,
        last_step bigint NOT NULL,
        created_at timestamptz NOT NULL,
        confirmed_at timestamptz,
        CONSTRAINT uq_factors_user_id UNIQUE (user_id, kind)
    )
    """,
    """
    CREATE TABLE recovery_codes (
        id uuid CONSTRAINT pk_recovery_codes PRIMARY KEY,
        user_id uuid NOT NULL
            CONSTRAINT fk_recovery_codes_user_id_users REFERENCES users (id) ON DELETE CASCADE,
        code_hash bytea NOT NULL,
        used_at timestamptz,
        CONSTRAINT uq_recovery_codes_user_id UNIQUE (user_id, code_hash)
    )
    """,
    """
    CREATE TABLE challenges (
        id uuid CONSTRAINT pk_challenges PRIMARY KEY,
        user_id uuid NOT NULL
            CONSTRAINT fk_challenges_user_id_users REFERENCES users (id) ON DELETE CASCADE,
        purpose varchar NOT NULL CONSTRAINT ck_challenges_purpose
            CHECK (purpose IN ('sign_in', 'add_factor')),
        token_hash bytea NOT NULL CONSTRAINT uq_challenges_token_hash UNIQUE,
        code_hash bytea,
        tries integer NOT NULL,
        asked integer NOT NULL,
        created_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL
    )
    """,
    "CREATE INDEX ix_challenges_user ON challenges (user_id)",
    "CREATE INDEX ix_challenges_expires_at ON challenges (expires_at)",
    """
    CREATE TABLE user_devices (
        id uuid CONSTRAINT pk_user_devices PRIMARY KEY,
        user_id uuid NOT NULL
            CONSTRAINT fk_user_devices_user_id_users REFERENCES users (id) ON DELETE CASCADE,
        token_hash bytea NOT NULL,
        agent varchar NOT NULL,
        place varchar NOT NULL,
        created_at timestamptz NOT NULL,
        seen_at timestamptz NOT NULL,
        trusted_until timestamptz,
        CONSTRAINT uq_user_devices_user_id UNIQUE (user_id, token_hash)
    )
    """,
    "CREATE INDEX ix_user_devices_seen_at ON user_devices (seen_at)",
)


def upgrade() -> None:
    """Go forward."""
    for statement in FORWARD:
        op.execute(statement)


def downgrade() -> None:
    """Go back."""
    for table in ("user_devices", "challenges", "recovery_codes", "factors"):
        op.drop_table(table)
