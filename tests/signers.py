"""Wallets that hold a key, and sign what people let them sign."""

from dataclasses import dataclass, field

import httpx
from eth_account import Account
from eth_account.messages import encode_defunct
from eth_account.signers.local import LocalAccount

from bilten_app.domains.identity import queries
from bilten_app.domains.identity.public import WalletView
from tests.surfers import Surfer


def new_key() -> LocalAccount:
    return Account.create()


@dataclass
class Wallet:
    """A wallet in the browser of somebody."""

    surf: Surfer
    key: LocalAccount = field(default_factory=new_key)
    chain: int = 1

    @property
    def address(self) -> str:
        return self.key.address

    async def asked(self, purpose: str = "sign_in", going: str = "") -> str:
        """Press the button; return what is to be signed."""
        form = {"purpose": purpose, "account": self.address.lower(), "chain": str(self.chain),
                "next": going}  # fmt: skip
        answer = await self.surf.client.post("/auth/wallets/message", data=form)
        assert answer.status_code == 200, answer.status_code
        return answer.json()["message"]

    def sign(self, message: str) -> str:
        return "0x" + bytes(self.key.sign_message(encode_defunct(text=message)).signature).hex()

    async def bring(self, message: str, signature: str | None = None) -> httpx.Response:
        """Post a message as a form does, with its signature."""
        told = {"message": message.replace("\n", "\r\n"),
                "signature": self.sign(message) if signature is None else signature}  # fmt: skip
        return await self.surf.client.post("/auth/wallets", data=told)

    async def sign_in(self, purpose: str = "sign_in", going: str = "") -> httpx.Response:
        return await self.bring(await self.asked(purpose, going))

    async def link_to(self, email: str) -> None:
        """Let it open the account of somebody."""
        await self.surf.type_password(email)
        answer = await self.sign_in("link")
        assert answer.headers["location"] == "/account/security?done=login_linked"


async def wallets_of(surf: Surfer) -> list[WalletView]:
    actor = await surf.actor()
    async with surf.rt.read() as session:
        return list(await queries.wallets(session, actor))
