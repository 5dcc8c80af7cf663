"""Keys to the API."""

from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

KEYS = """
CREATE TABLE api_keys (
    id uuid NOT NULL CONSTRAINT pk_api_keys PRIMARY KEY,
    organizer_id uuid NOT NULL
        CONSTRAINT fk_api_keys_organizer_id REFERENCES organizers (id),
    name varchar NOT NULL,
    prefix varchar NOT NULL,
    token_hash bytea NOT NULL CONSTRAINT uq_api_keys_token_hash UNIQUE,
    scopes jsonb NOT NULL CONSTRAINT ck_api_keys_scopes CHECK (jsonb_array_length(scopes) > 0),
    networks jsonb NOT NULL,
    is_test boolean NOT NULL,
    made_by uuid NOT NULL CONSTRAINT fk_api_keys_made_by REFERENCES users (id),
    made_at timestamptz NOT NULL,
    expires_at timestamptz,
    used_at timestamptz,
    revoked_at timestamptz
);
"""


def upgrade() -> None:
    """Go forward."""
    op.execute(KEYS)
    op.execute("CREATE INDEX ix_api_keys_organizer_id ON api_keys (organizer_id)")


def downgrade() -> None:
    """Go back."""
    op.drop_table("api_keys")
