"""What people agreed to: a log that is never changed, out of which erasures take the person."""

from alembic import op

revision = "0057"
down_revision = "0056"
branch_labels = None
depends_on = None

FORWARD = (
    """
    CREATE TABLE consent_lines (
        id uuid CONSTRAINT pk_consent_lines PRIMARY KEY,
        user_id uuid CONSTRAINT fk_consent_lines_user_id_users REFERENCES users (id),
        email varchar NOT NULL,
        address_key bytea NOT NULL,
        kind varchar NOT NULL,
        organizer_id uuid
            CONSTRAINT fk_consent_lines_organizer_id_organizers REFERENCES organizers (id),
        given boolean NOT NULL,
        version integer NOT NULL,
        source varchar NOT NULL,
        place varchar NOT NULL,
        at timestamptz NOT NULL,
        CONSTRAINT ck_consent_lines_kind CHECK
            (kind IN ('terms', 'privacy', 'news', 'organizer_news', 'analytics')),
        CONSTRAINT ck_consent_lines_organizer CHECK
            ((kind = 'organizer_news') = (organizer_id IS NOT NULL))
    )
    """,
    "CREATE INDEX ix_consent_lines_user ON consent_lines (user_id)",
    "CREATE INDEX ix_consent_lines_email ON consent_lines (email, organizer_id)"
    " WHERE email <> ''",
    "CREATE INDEX ix_consent_lines_address ON consent_lines (address_key)",
    """
    CREATE TRIGGER consent_lines_stay BEFORE DELETE ON consent_lines
        FOR EACH ROW EXECUTE FUNCTION refuse_change()
    """,
    # An erasure may take the person out of a line, and nothing else may change one.
    """
    CREATE TRIGGER consent_lines_fixed BEFORE UPDATE ON consent_lines
        FOR EACH ROW WHEN (
            (OLD.id, OLD.address_key, OLD.kind, OLD.organizer_id, OLD.given, OLD.version,
             OLD.source, OLD.at)
                IS DISTINCT FROM
            (NEW.id, NEW.address_key, NEW.kind, NEW.organizer_id, NEW.given, NEW.version,
             NEW.source, NEW.at)
            OR NEW.user_id IS NOT NULL OR NEW.email <> '' OR NEW.place <> ''
        ) EXECUTE FUNCTION refuse_change()
    """,
)


def upgrade() -> None:
    """Go forward."""
    for statement in FORWARD:
        op.execute(statement)


def downgrade() -> None:
    """Go back."""
    op.drop_table("consent_lines")
