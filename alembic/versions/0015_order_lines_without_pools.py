"""An order line names no pool: its tickets' types say where its places are."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.drop_column("order_lines", "pool_id")


def downgrade() -> None:
    """Go back; the column stays empty, as the revision before leaves it."""
    op.add_column("order_lines", sa.Column("pool_id", sa.Uuid(), sa.ForeignKey("pools.id")))
