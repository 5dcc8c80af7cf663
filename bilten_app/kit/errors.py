"""The errors Bilten shows to people and to programs.

* BiltenError
  x Unauthenticated   401  sign in first
  x Forbidden         403  you are known, but you may not
  x ProofNeeded       403  you may, once you have shown again that it is you
  x NotFound          404  it does not exist, or it is not yours
  x Refused           409  understood, but not possible in this state
  x Invalid           422  the request itself is wrong
  x TooMany           429  slow down
  x Unavailable       503  something outside is down; the same request may work later

Domains subclass one of these. `code` is for programs, `text` is the English sentence for people,
marked for translation; the fields fill its blanks, so a field is always safe to show.
"""

from typing import ClassVar

from bilten_app.kit.text import msgid


class BiltenError(Exception):
    """Base of every error that has words for a person."""

    status: ClassVar[int] = 500
    code: ClassVar[str] = "unexpected"
    text: ClassVar[str] = msgid("Something went wrong on our side.")

    def __init__(self, **fields: str | int) -> None:
        super().__init__(self.code)
        self.fields = fields


class Unauthenticated(BiltenError):
    """Sign in first."""

    status = 401
    code = "unauthenticated"
    text = msgid("Please sign in to go on.")


class Forbidden(BiltenError):
    """You are known, but you may not."""

    status = 403
    code = "forbidden"
    text = msgid("Your role does not allow this. Ask an owner of the organization.")


class ProofNeeded(BiltenError):
    """You may, once you have shown again that it is you."""

    status = 403
    code = "proof_needed"
    text = msgid("Please show that it is you, and then do it again.")


class StepNeeded(Forbidden):
    """The organization asks everybody who acts there for a second step at sign-in."""

    code = "second_step_needed"
    text = msgid(
        "This organization asks everybody for a second step. "
        "Set one up in the security of your account, and go on."
    )


class IssuerNeeded(Forbidden):
    """Everybody who acts for the organization signs in by its own issuer."""

    code = "issuer_needed"
    text = msgid("Sign in by this organization's own login first.")


class OutOfScope(Forbidden):
    """A program asks for what its key, or its token, was not given."""

    code = "out_of_scope"
    text = msgid("This program may not do this: it was not given the scope {scope}.")


class ByOwnHand(Forbidden):
    """Only the person may do this, and nobody in their name."""

    code = "by_own_hand"
    text = msgid("Only the person themselves may do this. You are acting for them.")


class NotFound(BiltenError):
    """It does not exist, or it is not yours: nobody learns which."""

    status = 404
    code = "not_found"
    text = msgid("This does not exist, or the link is no longer right.")


class Refused(BiltenError):
    """Understood, but not possible in this state."""

    status = 409
    code = "refused"
    text = msgid("This is not possible now.")


class Invalid(BiltenError):
    """The request itself is wrong; `problems` names the field and says what to mend."""

    status = 422
    code = "invalid"
    text = msgid("Please mend the marked fields.")

    def __init__(self, problems: dict[str, str] | None = None, **fields: str | int) -> None:
        super().__init__(**fields)
        self.problems = problems or {}


class TooMany(BiltenError):
    """Slow down; `retry_after_s` seconds from now it may work."""

    status = 429
    code = "too_many"
    text = msgid("Too many attempts. Please wait {retry_after_s} seconds and try again.")

    def __init__(self, retry_after_s: int) -> None:
        super().__init__(retry_after_s=retry_after_s)
        self.retry_after_s = retry_after_s


class Unavailable(BiltenError):
    """Something outside is down; the same request may work later."""

    status = 503
    code = "unavailable"
    text = msgid("This service does not answer at the moment. Please try again in a minute.")


class IllegalTransition(Refused):
    """A state machine was asked for an arrow it does not have."""

    code = "illegal_transition"
    text = msgid("This is {now} and cannot become {to}.")

    def __init__(self, now: str, to: str) -> None:
        super().__init__(now=now, to=to)
