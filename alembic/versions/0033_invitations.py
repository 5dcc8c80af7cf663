"""Invitations into the team of an organization."""

from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

INVITATIONS = """
CREATE TABLE invitations (
    id uuid CONSTRAINT pk_invitations PRIMARY KEY,
    organizer_id uuid NOT NULL
        CONSTRAINT fk_invitations_organizer_id_organizers REFERENCES organizers (id),
    event_id uuid,
    email varchar NOT NULL,
    role varchar NOT NULL,
    token_hash bytea NOT NULL CONSTRAINT uq_invitations_token_hash UNIQUE,
    sends integer NOT NULL,
    invited_by uuid NOT NULL CONSTRAINT fk_invitations_invited_by_users REFERENCES users (id),
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    accepted_at timestamptz,
    accepted_by uuid CONSTRAINT fk_invitations_accepted_by_users REFERENCES users (id),
    revoked_at timestamptz,
    CONSTRAINT fk_invitations_event FOREIGN KEY (event_id, organizer_id)
        REFERENCES events (id, organizer_id)
);
CREATE INDEX ix_invitations_organizer ON invitations (organizer_id, id);
CREATE UNIQUE INDEX uq_invitations_open ON invitations (organizer_id, lower(email), event_id)
    NULLS NOT DISTINCT WHERE accepted_at IS NULL AND revoked_at IS NULL;
CREATE INDEX ix_audit_lines_actor ON audit_lines (actor, id) WHERE actor LIKE 'user:%';
"""


def upgrade() -> None:
    """Go forward."""
    op.execute("SELECT 1")  # the driver opens its transaction with the first statement
    op.get_bind().connection.dbapi_connection.run_async(lambda raw: raw.execute(INVITATIONS))


def downgrade() -> None:
    """Go back."""
    op.drop_index("ix_audit_lines_actor", "audit_lines")
    op.drop_table("invitations")
