"""No key is for tests: that is to be said of what it sells, too."""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.drop_column("api_keys", "is_test")


def downgrade() -> None:
    """Go back."""
    column = sa.Column("is_test", sa.Boolean, nullable=False, server_default=sa.false())
    op.add_column("api_keys", column)
    op.alter_column("api_keys", "is_test", server_default=None)
