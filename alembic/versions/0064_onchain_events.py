"""What the app was told of chains, each event once."""

from alembic import op

revision = "0064"
down_revision = "0063"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.execute("""
        CREATE TABLE onchain_events (
            chain_id bigint NOT NULL,
            block_hash bytea NOT NULL,
            log_index integer NOT NULL,
            number bigint NOT NULL,
            tx bytea NOT NULL,
            contract bytea NOT NULL,
            kind varchar NOT NULL,
            told jsonb NOT NULL,
            state varchar NOT NULL,
            turn bigint NOT NULL,
            CONSTRAINT pk_onchain_events PRIMARY KEY (chain_id, block_hash, log_index),
            CONSTRAINT ck_onchain_events_state CHECK (state IN ('seen', 'final', 'retracted'))
        )
    """)
    op.execute(
        "CREATE INDEX ix_onchain_events_contract"
        " ON onchain_events (chain_id, contract, number, log_index)"
    )


def downgrade() -> None:
    """Go back."""
    op.drop_table("onchain_events")
