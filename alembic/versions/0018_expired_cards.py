"""Gift cards that ran out."""

from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

KINDS = "'issued', 'taken', 'returned', 'moved'"


def upgrade() -> None:
    """Go forward."""
    op.drop_constraint(op.f("ck_purse_entries_kind"), "purse_entries")
    op.create_check_constraint(
        op.f("ck_purse_entries_kind"), "purse_entries", f"kind IN ({KINDS}, 'expired')"
    )
    op.create_index(
        "ix_purses_expiry", "purses", ["expires_at"], postgresql_where="balance_minor > 0"
    )


def downgrade() -> None:
    """Go back."""
    op.drop_index("ix_purses_expiry", "purses")
    op.drop_constraint(op.f("ck_purse_entries_kind"), "purse_entries")
    # What has run out stays written down: the balances are the sums of these rows.
    op.create_check_constraint(
        op.f("ck_purse_entries_kind"), "purse_entries", f"kind IN ({KINDS}, 'expired')"
    )
