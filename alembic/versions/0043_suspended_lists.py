"""Nothing is offered to a waiting list while the organizer is suspended."""

from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None

OPEN_UNTIL = """
CREATE OR REPLACE FUNCTION list_open_until(type uuid, at timestamptz) RETURNS timestamptz
LANGUAGE sql STABLE AS $$
    SELECT least(e.starts_at, t.sale_closes_at) FROM ticket_types t
    JOIN events e ON e.id = t.event_id
    WHERE t.id = type AND e.state = 'published' AND NOT t.paused
      AND at < least(e.starts_at, t.sale_closes_at)
      AND at >= coalesce(t.sale_opens_at, '-infinity'){and_more}
$$
"""
NOT_SUSPENDED = """
      AND e.organizer_id NOT IN (SELECT id FROM organizers WHERE suspended_at IS NOT NULL)"""


def upgrade() -> None:
    """Go forward."""
    op.execute(OPEN_UNTIL.format(and_more=NOT_SUSPENDED))


def downgrade() -> None:
    """Go back."""
    op.execute(OPEN_UNTIL.format(and_more=""))
