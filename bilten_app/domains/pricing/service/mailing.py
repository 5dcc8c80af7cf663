"""Gift cards whose code only their owner learns, by mail."""

from uuid import UUID

from email_validator import EmailNotValidError, validate_email

from bilten_app.domains.pricing.models import Purse
from bilten_app.domains.pricing.public import CARD_LENGTH, InvalidPrices
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.ids import derived_code, normal_code, token_hash
from bilten_app.kit.text import msgid

CODE_LENGTH = CARD_LENGTH - 1  # and a character that checks the others
CODE_PURPOSE = "pricing.cards"


async def mailed_code(rt: Runtime, *, purse_id: UUID) -> str:
    """Return the code of a card that is mailed to its owner. Harmless twice: it is always the same.

    It follows from the card's id and the master key, so it stands in no row and no job. The card
    can pay from the first time on.
    """
    code = derived_code(rt.vault.derive(CODE_PURPOSE, purse_id.bytes), CODE_LENGTH)
    async with rt.unit_of_work() as uow:
        purse = await uow.get(Purse, purse_id, lock=True)
        if not purse.code_tail:
            purse.code_hash, purse.code_tail = token_hash(normal_code(code)), code[-4:]
    return code


def checked_email(typed: str) -> str:
    """Return a normalised address, or nothing for nothing. Raises InvalidPrices."""
    try:
        return validate_email(typed.strip(), check_deliverability=False).normalized if typed else ""
    except EmailNotValidError:
        raise InvalidPrices(
            {"email": msgid("This is not a complete e-mail address, like anna@example.org.")}
        ) from None
