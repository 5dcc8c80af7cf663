"""What may be refused of what a buyer brings to an order."""

from bilten_app.domains.pricing.public import CodeRefusal
from bilten_app.kit.errors import Invalid, Refused
from bilten_app.kit.text import msgid


class CodeRefused(Refused):
    """A code changes nothing, so it was not taken; `why` says the reason."""

    code = "code_refused"
    text = msgid("This code changes nothing here.")

    def __init__(self, why: CodeRefusal) -> None:
        super().__init__(why=why.value)
        self.why = why


class CodeBrought(Refused):
    """The same code is there already."""

    code = "code_brought"
    text = msgid("This code is in your order already.")


class TooManyCodes(Refused):
    """An order takes only so many codes."""

    code = "too_many_codes"
    text = msgid("An order takes at most {most} codes. Remove one first.")


class CreditNotYours(Refused):
    """Credit belongs to an address, and it is spent only by who has proven that it is theirs."""

    code = "credit_not_yours"
    text = msgid("Sign in with the confirmed address that your credit belongs to.")


class BadBusiness(Invalid):
    """A business that cannot be taken; `problems` says why, field by field."""

    code = "bad_business"
