"""Roles of staff, and roles for one event."""

from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

ROLES = """
ALTER TABLE users ADD COLUMN staff_role varchar CONSTRAINT ck_users_staff_role
    CHECK (staff_role IN ('admin', 'support', 'finance', 'moderator'));
UPDATE users SET staff_role = 'admin' WHERE is_staff;
ALTER TABLE members ALTER COLUMN role DROP NOT NULL;
ALTER TABLE members ADD CONSTRAINT ck_members_role
    CHECK (role IN ('owner', 'manager', 'marketer', 'finance', 'box_office', 'gate_staff'));
ALTER TABLE events ADD CONSTRAINT uq_events_id_organizer UNIQUE (id, organizer_id);
CREATE TABLE event_members (
    organizer_id uuid NOT NULL,
    user_id uuid NOT NULL,
    event_id uuid NOT NULL,
    role varchar NOT NULL CONSTRAINT ck_event_members_role
        CHECK (role IN ('manager', 'marketer', 'box_office', 'gate_staff')),
    CONSTRAINT pk_event_members PRIMARY KEY (organizer_id, user_id, event_id),
    CONSTRAINT fk_event_members_member FOREIGN KEY (organizer_id, user_id)
        REFERENCES members (organizer_id, user_id) ON DELETE CASCADE,
    CONSTRAINT fk_event_members_event FOREIGN KEY (event_id, organizer_id)
        REFERENCES events (id, organizer_id)
);
"""
BACK = """
DROP TABLE event_members;
ALTER TABLE events DROP CONSTRAINT uq_events_id_organizer;
ALTER TABLE members DROP CONSTRAINT ck_members_role;
DELETE FROM members WHERE role IS NULL OR role IN ('marketer', 'finance');
ALTER TABLE members ALTER COLUMN role SET NOT NULL;
UPDATE users SET is_staff = staff_role IS NOT NULL;
ALTER TABLE users DROP COLUMN staff_role;
"""


def upgrade() -> None:
    """Go forward."""
    op.execute("SELECT 1")  # the driver opens its transaction with the first statement
    op.get_bind().connection.dbapi_connection.run_async(lambda raw: raw.execute(ROLES))


def downgrade() -> None:
    """Go back."""
    op.get_bind().connection.dbapi_connection.run_async(lambda raw: raw.execute(BACK))
