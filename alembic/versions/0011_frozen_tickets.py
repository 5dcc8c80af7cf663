"""Tickets that a dispute has frozen."""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.drop_constraint(op.f("ck_tickets_state"), "tickets")
    op.create_check_constraint(
        op.f("ck_tickets_state"), "tickets", "state IN ('valid', 'frozen', 'void')"
    )


def downgrade() -> None:
    """Go back."""
    op.execute("UPDATE tickets SET state = 'void' WHERE state = 'frozen'")
    op.drop_constraint(op.f("ck_tickets_state"), "tickets")
    op.create_check_constraint(op.f("ck_tickets_state"), "tickets", "state IN ('valid', 'void')")
