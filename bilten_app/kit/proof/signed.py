"""A JSON payload under the organization's root key, which a device pins at enrolment."""

from dataclasses import dataclass
from typing import Self

from bilten_app.kit.proof import fields, keys
from bilten_app.kit.proof.fields import Json


@dataclass(frozen=True, slots=True)
class Signed:
    """A payload and the root key's signature; the purpose keeps a ring from posing as a list."""

    payload: bytes
    signature: bytes

    @classmethod
    def of(cls, root_private: bytes, purpose: str, value: Json) -> Self:
        """Sign `value` for `purpose`, which is "ring" or "status"."""
        payload = fields.canonical(value)
        return cls(payload, keys.sign(root_private, _message(purpose, payload)))

    @classmethod
    def read(cls, value: Json) -> Self:
        """Read the JSON form; a ValueError if it is not one."""
        return cls(
            payload=fields.as_bytes(value.get("payload")),
            signature=fields.as_bytes(value.get("signature"), keys.SIGNATURE_SIZE),
        )

    def json(self) -> dict[str, str]:
        """Return the JSON form."""
        return {
            "payload": fields.to_base64(self.payload),
            "signature": fields.to_base64(self.signature),
        }

    def open(self, root_public: bytes, purpose: str) -> Json:
        """Return the payload; a ValueError unless the root key signed it for `purpose`."""
        if not keys.verify(root_public, _message(purpose, self.payload), self.signature):
            raise ValueError("not signed by the root key")
        return fields.parse(self.payload)


def _message(purpose: str, payload: bytes) -> bytes:
    return f"bilten/{purpose}\0".encode() + payload
