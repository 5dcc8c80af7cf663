"""In which organizations a person let an app act: those that they belong to now."""

from alembic import op

revision = "0061"
down_revision = "0060"
branch_labels = None
depends_on = None

FORWARD = (
    "ALTER TABLE oauth_grants ADD COLUMN organizer_ids jsonb NOT NULL DEFAULT '[]'",
    "UPDATE oauth_grants g SET organizer_ids = coalesce("
    " (SELECT jsonb_agg(m.organizer_id) FROM members m WHERE m.user_id = g.user_id), '[]')",
)


def upgrade() -> None:
    """Go forward."""
    for statement in FORWARD:
        op.execute(statement)


def downgrade() -> None:
    """Go back."""
    op.drop_column("oauth_grants", "organizer_ids")
