"""A register of VAT ids that answers like that of the EU, by the last digits of the number.

`…100` is valid and `…200` is not, as in the test service of VIES; `…300` stands for a register that
is down, `…301` for a state that does not answer. Any other number is valid.
"""

from bilten_app.kit.errors import Unavailable
from bilten_app.ports.vat import VatAnswer

DOWN = ("300", "301", "302")
INVALID = ("200", "201", "202")


class SandboxVatRegister:
    """Answers at once, and always the same."""

    async def check(self, country: str, number: str) -> VatAnswer:
        """Return what the number's last digits say, or raise Unavailable."""
        if number.endswith(DOWN):
            raise Unavailable
        if number.endswith(INVALID):
            return VatAnswer(is_valid=False)
        return VatAnswer(
            is_valid=True, company=f"Example {country}", evidence=f"SANDBOX-{country}{number}"
        )
