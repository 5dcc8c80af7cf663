"""An answer is packed in what whoever asks can unpack, and only in that."""

# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false

import gzip

import brotli
import pytest

from bilten_app.infra.packing import coding_of, packed

PAGE = b"<p>Tickets for what moves you</p>" * 50


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("GZIP", "gzip"),
        ("br;q=0, gzip;q=0.8", "gzip"),
        ("br; q=0.000,gzip;q=0", ""),
        ("brotli, xgzip", ""),
        ("identity", ""),
        ("*", ""),
        ("", ""),
    ],
)
def test_the_coding_is_the_best_that_is_accepted(accepted: str, coding: str) -> None:
    assert coding_of(accepted) == coding


def test_what_was_packed_is_what_comes_out() -> None:
    assert brotli.decompress(packed(PAGE, "br")) == PAGE
    assert gzip.decompress(packed(PAGE, "gzip")) == PAGE
    assert packed(PAGE, "") == PAGE
