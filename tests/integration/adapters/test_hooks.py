"""Webhooks over real HTTP: whom they reach, for how long, and how much is read."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from bilten_app.adapters.hooks import MOST_READ, HttpHooks
from bilten_app.adapters.outward import open_client
from bilten_app.ports.hooks import HookAnswer, HookTrouble
from tests.loopback import free_port
from tests.receiver import ENDLESS, REDIRECT, SLOW, Receiver, receiving

NAME = "hooks.example.com"


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with receiving() as receiver:
        yield receiver


async def post(
    url: str, *, to_loopback: bool = True, patience_s: float = 5, verify: Any = True
) -> HookAnswer:
    client = open_client() if verify is True else httpx.AsyncClient(verify=verify, trust_env=False)
    async with client:
        hooks = HttpHooks(client, to_loopback=to_loopback, patience_s=patience_s)
        return await hooks.post(url, {"webhook-id": "msg_1"}, b"{}")


async def test_a_message_arrives_with_its_headers_and_the_name_of_the_host(
    receiver: Receiver,
) -> None:
    answer = await post(receiver.url)

    assert (answer.status, answer.body, answer.trouble) == (200, "thanks", None)
    (heard,) = receiver.heard
    assert heard.body == b"{}"
    assert heard.headers["host"] == f"127.0.0.1:{receiver.port}"


@pytest.mark.parametrize("to", ["127.0.0.1", "localhost", "127.1", "2130706433", "0x7f000001"])
async def test_the_house_itself_is_not_called_whatever_its_name(
    receiver: Receiver, to: str
) -> None:
    answer = await post(f"http://{to}:{receiver.port}/", to_loopback=False)

    assert answer.trouble is HookTrouble.private_address
    assert receiver.heard == []


@pytest.mark.parametrize("to", ["169.254.169.254", "10.0.0.1", "[::ffff:10.0.0.1]", "100.64.0.1"])
async def test_loopback_for_development_opens_nothing_else(to: str) -> None:
    assert (await post(f"https://{to}/")).trouble is HookTrouble.private_address


async def test_a_name_that_leads_to_a_public_and_a_private_address_is_not_called(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = Names(["8.8.8.8", "127.0.0.1"])
    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", names.look_up)

    answer = await post(f"https://{NAME}:{receiver.port}/")

    assert answer.trouble is HookTrouble.private_address


async def test_a_name_is_looked_up_once_so_it_cannot_change_after_the_check(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = Names(["127.0.0.1"], ["10.0.0.1"])
    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", names.look_up)

    answer = await post(f"http://{NAME}:{receiver.port}/")

    assert answer.status == 200
    assert names.asked == [NAME]
    assert receiver.heard[0].headers["host"] == f"{NAME}:{receiver.port}"


async def test_plain_http_goes_nowhere_but_to_the_house_in_development(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", Names(["8.8.8.8"]).look_up)

    assert (await post(f"http://{NAME}/")).trouble is HookTrouble.bad_url


async def test_a_redirect_is_an_answer_and_not_followed(receiver: Receiver) -> None:
    receiver.answer = REDIRECT

    answer = await post(receiver.url)

    assert answer.status == 302
    assert not answer.is_success
    assert len(receiver.heard) == 1


async def test_who_does_not_answer_is_left_after_a_while(receiver: Receiver) -> None:
    receiver.answer = SLOW

    assert (await post(receiver.url, patience_s=0.2)).trouble is HookTrouble.timeout


async def test_of_an_endless_answer_only_the_beginning_is_read(receiver: Receiver) -> None:
    receiver.answer = ENDLESS

    answer = await post(receiver.url)

    assert answer.status == 200
    assert len(answer.body) == MOST_READ


async def test_nobody_there_is_told_apart_from_no_such_name(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert (await post(f"http://127.0.0.1:{free_port()}/")).trouble is HookTrouble.unreachable
    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", Names().look_up)
    assert (await post("https://nowhere.example.com/")).trouble is HookTrouble.unknown_name


@pytest.mark.parametrize(
    ("certified", "trouble"), [(NAME, None), ("other.example.com", HookTrouble.bad_certificate)]
)
async def test_the_certificate_must_be_of_the_name_though_the_address_is_called(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    certified: str,
    trouble: HookTrouble | None,
) -> None:
    served, trusted = certificate(tmp_path / "tls.pem", certified)
    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", Names(["127.0.0.1"]).look_up)

    async with receiving(served) as receiver:
        answer = await post(f"https://{NAME}:{receiver.port}/", verify=trusted)

    assert answer.trouble is trouble
    assert len(receiver.heard) == (trouble is None)


class Names:
    """A resolver whose answers change with each question, as an attacker's would."""

    def __init__(self, *answers: list[str]) -> None:
        self._answers = list(answers)
        self.asked: list[str] = []

    async def look_up(self, host: str, port: int, **_: object) -> list[tuple[Any, ...]]:
        self.asked.append(host)
        if not self._answers:
            raise OSError("no such name")
        return [(2, 1, 6, "", (address, port)) for address in self._answers.pop(0)]


def certificate(file: Path, name: str) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """Return what serves under a certificate of `name`, and what trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    begins = datetime(2025, 1, 1, tzinfo=UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(begins)
        .not_valid_after(begins + timedelta(days=36_500))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    form, lock = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    file.write_bytes(made.public_bytes(pem) + key.private_bytes(pem, form, lock))
    served = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    served.load_cert_chain(file)
    return served, ssl.create_default_context(cadata=made.public_bytes(pem).decode())
