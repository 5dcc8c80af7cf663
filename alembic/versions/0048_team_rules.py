"""What an organization asks of its team before anybody may act there, and how sessions began."""

from alembic import op

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None

FORWARD = (
    "ALTER TABLE sessions ADD COLUMN opened_by varchar NOT NULL DEFAULT ''",
    """
    CREATE TABLE team_rules (
        organizer_id uuid CONSTRAINT pk_team_rules PRIMARY KEY
            CONSTRAINT fk_team_rules_organizer_id_organizers REFERENCES organizers (id),
        asks_second boolean NOT NULL,
        since timestamptz NOT NULL
    )
    """,
)


def upgrade() -> None:
    """Go forward."""
    for statement in FORWARD:
        op.execute(statement)


def downgrade() -> None:
    """Go back."""
    op.drop_table("team_rules")
    op.drop_column("sessions", "opened_by")
