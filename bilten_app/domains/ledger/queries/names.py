"""How accounts are named in rows."""

from typing import Any

from sqlalchemy import Row

from bilten_app.domains.ledger.public import Account, AccountKind


def account_of(row: Row[Any]) -> Account:
    """Return the account that a row names."""
    return Account(AccountKind(row.kind), row.currency, row.owner_id, row.gateway)


def named(account: Account) -> dict[str, object]:
    """Return the name of an account as a statement asks for it."""
    return {
        "owner": account.owner_id,
        "kind": account.kind.value,
        "gateway": account.gateway,
        "currency": account.currency,
    }
