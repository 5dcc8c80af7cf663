"""The phone draws the same codes as the server: bytes, text and modules."""

import json
import subprocess

import pytest
import segno

from bilten_app.infra.embedded.node import NODE
from bilten_app.infra.settings import PROJECT
from bilten_app.kit.proof import base45, rotation
from bilten_app.web.parts.qr import QUIET, proof_code

ASSETS = PROJECT / "assets"
SECRET = bytes(range(32))
SIGNED = bytes(range(86))


def in_the_browser(script: str, *arguments: str) -> str:
    """Run a module that imports the assets, and return what it prints."""
    imports = (
        f"import {{ qrRows, qrPath }} from '{ASSETS / 'qr.js'}';"
        f"import {{ proofAt, base45 }} from '{ASSETS / 'rotating.js'}';"
        "const [, ...given] = process.argv;"
    )
    done = subprocess.run(
        [str(NODE), "--input-type=module", "-e", imports + script, *arguments],
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout.strip()


@pytest.mark.parametrize("length", [129, 138, 150, 151, 162, 174])
def test_the_phone_draws_what_the_standard_says(length: int) -> None:
    text = "BT1:" + ("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:" * 4)[:length]
    version = 6 if length <= 150 else 7

    drawn = json.loads(in_the_browser("console.log(JSON.stringify(qrRows(given[0])))", text))

    standard = segno.make(
        text, error="m", mode="alphanumeric", version=version, mask=0, boost_error=False
    )
    assert drawn == [list(row) for row in standard.matrix]


@pytest.mark.parametrize("clock", [0, 14, 15, 1_780_000_000, 15 << 20])
def test_the_phone_makes_the_tail_that_the_gate_expects(clock: int) -> None:
    script = (
        "const bytes = (hex) => Uint8Array.from(Buffer.from(hex, 'hex'));"
        "console.log(await proofAt(bytes(given[0]), bytes(given[1]), Number(given[2])));"
    )

    said = in_the_browser(script, SIGNED.hex(), SECRET.hex(), str(clock))

    assert said == "BT1:" + base45.encode(SIGNED + rotation.tail(SECRET, clock))


def test_a_text_that_is_no_proof_is_too_long() -> None:
    script = "try { qrRows('A'.repeat(179)) } catch (error) { console.log(error.name) }"

    assert in_the_browser(script) == "RangeError"


def test_a_fixed_code_keeps_its_quiet_zone() -> None:
    code = proof_code("BT1:" + "A" * 129)

    side = 41 + 2 * QUIET
    assert code.box == f"0 0 {side} {side}"
    assert code.path.startswith(f"M{QUIET} {QUIET}h7v1h-7z")
    assert not code.secret
