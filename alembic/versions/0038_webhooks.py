"""Webhooks: endpoints, messages, calls and attempts."""

from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

FORWARD = (
    """
    CREATE TABLE webhook_endpoints (
        id uuid NOT NULL CONSTRAINT pk_webhook_endpoints PRIMARY KEY,
        organizer_id uuid NOT NULL
            CONSTRAINT fk_webhook_endpoints_organizer_id REFERENCES organizers (id),
        url text NOT NULL,
        about text NOT NULL,
        kinds jsonb NOT NULL,
        state varchar NOT NULL,
        secret bytea NOT NULL,
        old_secret bytea,
        old_secret_until timestamptz,
        failing_since timestamptz,
        made_at timestamptz NOT NULL,
        CONSTRAINT ck_webhook_endpoints_state CHECK (state IN ('active', 'paused', 'failing')),
        CONSTRAINT ck_webhook_endpoints_old_secret
            CHECK ((old_secret IS NULL) = (old_secret_until IS NULL))
    )
    """,
    "CREATE INDEX ix_webhook_endpoints_organizer_id ON webhook_endpoints (organizer_id)",
    """
    CREATE TABLE webhook_messages (
        id uuid NOT NULL CONSTRAINT pk_webhook_messages PRIMARY KEY,
        organizer_id uuid NOT NULL
            CONSTRAINT fk_webhook_messages_organizer_id REFERENCES organizers (id),
        kind varchar NOT NULL,
        body text NOT NULL,
        made_at timestamptz NOT NULL
    )
    """,
    "CREATE INDEX ix_webhook_messages_made_at ON webhook_messages (made_at)",
    """
    CREATE TABLE webhook_calls (
        id uuid NOT NULL CONSTRAINT pk_webhook_calls PRIMARY KEY,
        endpoint_id uuid NOT NULL CONSTRAINT fk_webhook_calls_endpoint_id
            REFERENCES webhook_endpoints (id) ON DELETE CASCADE,
        message_id uuid NOT NULL CONSTRAINT fk_webhook_calls_message_id
            REFERENCES webhook_messages (id) ON DELETE CASCADE,
        object_id uuid NOT NULL,
        place bigint NOT NULL,
        state varchar NOT NULL,
        tries integer NOT NULL,
        first_at timestamptz,
        next_at timestamptz,
        queued_at timestamptz NOT NULL,
        ended_at timestamptz,
        status integer,
        trouble varchar NOT NULL,
        CONSTRAINT uq_webhook_calls_endpoint_id_message_id UNIQUE (endpoint_id, message_id),
        CONSTRAINT ck_webhook_calls_state CHECK (state IN ('queued', 'delivered', 'failed')),
        CONSTRAINT ck_webhook_calls_next_at
            CHECK ((state = 'queued') = (next_at IS NOT NULL))
    )
    """,
    "CREATE INDEX ix_webhook_calls_due ON webhook_calls (next_at) WHERE state = 'queued'",
    "CREATE INDEX ix_webhook_calls_object ON webhook_calls (endpoint_id, object_id, place)"
    " WHERE state = 'queued'",
    "CREATE INDEX ix_webhook_calls_log ON webhook_calls (endpoint_id, queued_at, id)",
    "CREATE INDEX ix_webhook_calls_message ON webhook_calls (message_id)",
    """
    CREATE TABLE webhook_attempts (
        id uuid NOT NULL CONSTRAINT pk_webhook_attempts PRIMARY KEY,
        call_id uuid NOT NULL CONSTRAINT fk_webhook_attempts_call_id
            REFERENCES webhook_calls (id) ON DELETE CASCADE,
        at timestamptz NOT NULL,
        status integer,
        took_ms integer,
        trouble varchar NOT NULL,
        answer text NOT NULL
    )
    """,
    "CREATE INDEX ix_webhook_attempts_call ON webhook_attempts (call_id, id)",
)
TABLES = ("webhook_attempts", "webhook_calls", "webhook_messages", "webhook_endpoints")


def upgrade() -> None:
    """Go forward."""
    for statement in FORWARD:
        op.execute(statement)


def downgrade() -> None:
    """Go back."""
    for table in TABLES:
        op.drop_table(table)
