"""An account has as many wallets as it likes, and one login at each other provider."""

from alembic import op

revision = "0054"
down_revision = "0053"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.execute("ALTER TABLE logins DROP CONSTRAINT uq_logins_user_id_provider")
    op.execute(
        "CREATE UNIQUE INDEX uq_logins_user_id_provider ON logins (user_id, provider)"
        " WHERE provider <> 'wallet'"
    )


def downgrade() -> None:
    """Go back."""
    op.execute("DELETE FROM logins WHERE provider = 'wallet'")
    op.execute("DROP INDEX uq_logins_user_id_provider")
    op.execute(
        "ALTER TABLE logins ADD CONSTRAINT uq_logins_user_id_provider UNIQUE (user_id, provider)"
    )
