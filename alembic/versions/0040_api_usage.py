"""What is kept of the use of API keys."""

from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

FORWARD = (
    """
    CREATE TABLE api_key_days (
        key_id uuid NOT NULL CONSTRAINT fk_api_key_days_key_id REFERENCES api_keys (id),
        day date NOT NULL,
        requests integer NOT NULL,
        errors integer NOT NULL,
        CONSTRAINT pk_api_key_days PRIMARY KEY (key_id, day)
    )
    """,
    """
    CREATE TABLE api_requests (
        id uuid NOT NULL CONSTRAINT pk_api_requests PRIMARY KEY,
        key_id uuid NOT NULL CONSTRAINT fk_api_requests_key_id REFERENCES api_keys (id),
        at timestamptz NOT NULL,
        method varchar NOT NULL,
        route varchar NOT NULL,
        status integer NOT NULL,
        took_ms integer NOT NULL,
        request_id varchar NOT NULL
    )
    """,
    "CREATE INDEX ix_api_requests_key ON api_requests (key_id, id)",
)


def upgrade() -> None:
    """Go forward."""
    for statement in FORWARD:
        op.execute(statement)


def downgrade() -> None:
    """Go back."""
    op.drop_table("api_requests")
    op.drop_table("api_key_days")
