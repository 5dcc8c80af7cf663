"""Final events may go again, if the chain itself took them back and a rebuild says so."""

from alembic import op

revision = "0066"
down_revision = "0065"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward; a trigger takes a short lock and looks at no rows."""
    op.execute("DROP TRIGGER chain_events_fixed ON chain_events")
    op.execute("""
        CREATE TRIGGER chain_events_fixed BEFORE UPDATE ON chain_events
            FOR EACH ROW EXECUTE FUNCTION refuse_change()
    """)
    op.execute("""
        CREATE TRIGGER chain_events_kept BEFORE DELETE ON chain_events
            FOR EACH ROW
            WHEN (OLD.chain_id::text IS DISTINCT FROM current_setting('bilten.rebuilds', true))
            EXECUTE FUNCTION refuse_change()
    """)


def downgrade() -> None:
    """Go back."""
    op.execute("DROP TRIGGER chain_events_kept ON chain_events")
    op.execute("DROP TRIGGER chain_events_fixed ON chain_events")
    op.execute("""
        CREATE TRIGGER chain_events_fixed BEFORE UPDATE OR DELETE ON chain_events
            FOR EACH ROW EXECUTE FUNCTION refuse_change()
    """)
