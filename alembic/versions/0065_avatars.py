"""People have a picture."""

from alembic import op

revision = "0065"
down_revision = "0064"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward; the foreign key is checked for new rows only, for there are no others."""
    op.execute("ALTER TABLE users ADD COLUMN avatar_id uuid")
    op.execute("""
        ALTER TABLE users ADD CONSTRAINT fk_users_avatar_id_media
        FOREIGN KEY (avatar_id) REFERENCES media (id) ON DELETE SET NULL NOT VALID
    """)
    op.execute("ALTER TABLE users VALIDATE CONSTRAINT fk_users_avatar_id_media")


def downgrade() -> None:
    """Go back."""
    op.drop_column("users", "avatar_id")
