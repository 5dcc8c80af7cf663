"""Apps of third parties, their grants, tokens and keys; use is counted for keys and apps alike."""

from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

FORWARD = (
    """
    CREATE TABLE oauth_apps (
        id uuid NOT NULL CONSTRAINT pk_oauth_apps PRIMARY KEY,
        organizer_id uuid NOT NULL
            CONSTRAINT fk_oauth_apps_organizer_id REFERENCES organizers (id),
        name varchar NOT NULL,
        about text NOT NULL,
        homepage varchar NOT NULL,
        kind varchar NOT NULL,
        redirect_uris jsonb NOT NULL,
        scopes jsonb NOT NULL,
        secret_hash bytea,
        secret_made_at timestamptz,
        old_secret_hash bytea,
        old_secret_until timestamptz,
        made_by uuid NOT NULL CONSTRAINT fk_oauth_apps_made_by REFERENCES users (id),
        made_at timestamptz NOT NULL,
        used_at timestamptz,
        retired_at timestamptz,
        CONSTRAINT ck_oauth_apps_kind CHECK (kind IN ('confidential', 'public')),
        CONSTRAINT ck_oauth_apps_secret CHECK ((kind = 'confidential') = (secret_hash IS NOT NULL)),
        CONSTRAINT ck_oauth_apps_scopes CHECK (jsonb_array_length(scopes) > 0)
    )
    """,
    "CREATE INDEX ix_oauth_apps_organizer_id ON oauth_apps (organizer_id)",
    """
    CREATE TABLE oauth_signing_keys (
        kid varchar NOT NULL CONSTRAINT pk_oauth_signing_keys PRIMARY KEY,
        public bytea NOT NULL,
        sealed bytea NOT NULL,
        made_at timestamptz NOT NULL,
        ends_at timestamptz
    )
    """,
    """
    CREATE UNIQUE INDEX uq_oauth_signing_keys_current ON oauth_signing_keys ((true))
        WHERE ends_at IS NULL
    """,
    """
    CREATE TABLE oauth_grants (
        id uuid NOT NULL CONSTRAINT pk_oauth_grants PRIMARY KEY,
        app_id uuid NOT NULL CONSTRAINT fk_oauth_grants_app_id REFERENCES oauth_apps (id),
        user_id uuid NOT NULL
            CONSTRAINT fk_oauth_grants_user_id REFERENCES users (id) ON DELETE CASCADE,
        scopes jsonb NOT NULL,
        granted_at timestamptz NOT NULL,
        ends_at timestamptz NOT NULL,
        used_at timestamptz,
        revoked_at timestamptz
    )
    """,
    "CREATE INDEX ix_oauth_grants_app_id ON oauth_grants (app_id)",
    "CREATE INDEX ix_oauth_grants_user_id ON oauth_grants (user_id)",
    """
    CREATE TABLE oauth_askings (
        id uuid NOT NULL CONSTRAINT pk_oauth_askings PRIMARY KEY,
        token_hash bytea NOT NULL CONSTRAINT uq_oauth_askings_token_hash UNIQUE,
        app_id uuid NOT NULL CONSTRAINT fk_oauth_askings_app_id REFERENCES oauth_apps (id),
        redirect_uri text NOT NULL,
        scopes jsonb NOT NULL,
        state text NOT NULL,
        challenge varchar NOT NULL,
        expires_at timestamptz NOT NULL,
        answered_at timestamptz,
        grant_id uuid
            CONSTRAINT fk_oauth_askings_grant_id REFERENCES oauth_grants (id) ON DELETE CASCADE,
        code_hash bytea CONSTRAINT uq_oauth_askings_code_hash UNIQUE,
        code_expires_at timestamptz,
        used_at timestamptz
    )
    """,
    "CREATE INDEX ix_oauth_askings_expires_at ON oauth_askings (expires_at)",
    "CREATE INDEX ix_oauth_askings_grant_id ON oauth_askings (grant_id)",
    """
    CREATE TABLE oauth_refresh_tokens (
        id uuid NOT NULL CONSTRAINT pk_oauth_refresh_tokens PRIMARY KEY,
        grant_id uuid NOT NULL
            CONSTRAINT fk_oauth_refresh_tokens_grant_id
            REFERENCES oauth_grants (id) ON DELETE CASCADE,
        follows uuid CONSTRAINT uq_oauth_refresh_tokens_follows UNIQUE
            CONSTRAINT fk_oauth_refresh_tokens_follows
            REFERENCES oauth_refresh_tokens (id) ON DELETE SET NULL,
        token_hash bytea NOT NULL CONSTRAINT uq_oauth_refresh_tokens_token_hash UNIQUE,
        expires_at timestamptz NOT NULL,
        used_at timestamptz
    )
    """,
    "CREATE INDEX ix_oauth_refresh_tokens_grant_id ON oauth_refresh_tokens (grant_id)",
    "CREATE INDEX ix_oauth_refresh_tokens_expires_at ON oauth_refresh_tokens (expires_at)",
    "ALTER TABLE api_key_days DROP CONSTRAINT fk_api_key_days_key_id",
    "ALTER TABLE api_key_days RENAME COLUMN key_id TO program_id",
    "ALTER TABLE api_requests DROP CONSTRAINT fk_api_requests_key_id",
    "ALTER TABLE api_requests RENAME COLUMN key_id TO program_id",
    "ALTER INDEX ix_api_requests_key RENAME TO ix_api_requests_program",
)
BACK = (
    "DELETE FROM api_requests WHERE program_id NOT IN (SELECT id FROM api_keys)",
    "DELETE FROM api_key_days WHERE program_id NOT IN (SELECT id FROM api_keys)",
    "ALTER INDEX ix_api_requests_program RENAME TO ix_api_requests_key",
    "ALTER TABLE api_requests RENAME COLUMN program_id TO key_id",
    "ALTER TABLE api_key_days RENAME COLUMN program_id TO key_id",
    """
    ALTER TABLE api_requests ADD CONSTRAINT fk_api_requests_key_id
        FOREIGN KEY (key_id) REFERENCES api_keys (id)
    """,
    """
    ALTER TABLE api_key_days ADD CONSTRAINT fk_api_key_days_key_id
        FOREIGN KEY (key_id) REFERENCES api_keys (id)
    """,
    "DROP TABLE oauth_refresh_tokens",
    "DROP TABLE oauth_askings",
    "DROP TABLE oauth_grants",
    "DROP TABLE oauth_signing_keys",
    "DROP TABLE oauth_apps",
)


def upgrade() -> None:
    """Go forward."""
    for statement in FORWARD:
        op.execute(statement)


def downgrade() -> None:
    """Go back."""
    for statement in BACK:
        op.execute(statement)
