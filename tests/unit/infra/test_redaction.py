"""What a log line may not say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilten_app.infra.redaction import HIDDEN, is_secret_name, redacted, redacted_text


@pytest.mark.parametrize(
    "text",
    [
        "Cookie: bilten_session=hush; other=1",
        "{'set-cookie': 'bilten_session=hush'}",
        "Authorization: Bearer hush.hush-hush",
        "authorization=Basic hushhush",
        "sent bearer hushhush to the gate",
        "POST /auth?password=hush&next=/",
        '{"password": "hush hush", "name": "x"}',
        "device_token='hush'",
        "api_key: hush",
        "BILTEN_CHAIN_ISSUER_KEY=hush",
        "{'chain_relayer_key': 'hush'}",
        "postgresql://bilten:hush@db/bilten",
        "redis://:hush@cache:6379/0",
        "GET /orders/7KQ2M9XD/hushhushhush",
        "GET /tickets/7KQ2M9XD/hushhushhush?pdf=1",
        "GET /verify/hushhushhush",
        "https://host/scan/#enrol=hush",
        "value is wrong [type=x, input_value='hush', input_type=str]",
        "[SQL: INSERT …] [parameters: ('hush', 2)]",
        "DETAIL: Key (phone)=(hush) already exists.",
        "mail to hush.hush@people.example failed",
    ],
)
def test_a_secret_in_a_sentence_is_hidden(text: str) -> None:
    assert "hush" not in redacted_text(text)
    assert HIDDEN in redacted_text(text)


@pytest.mark.parametrize("card", ["4242424242424242", "4000-0027-6000-3184", "3782 822463 10005"])
def test_a_card_number_is_hidden(card: str) -> None:
    assert redacted_text(f"paid with {card}.") == f"paid with {HIDDEN}."


@pytest.mark.parametrize(
    "text",
    [
        "order 7KQ2-M9XD is paid",
        "took 1234567890123 ns",
        "0192f3a4-5b6c-7d8e-9fa0-b1c2d3e4f5a6",
        "GET /events/jazz-by-the-nile 200",
        "http://127.0.0.1:8000/orders",
    ],
)
def test_what_is_no_secret_stays(text: str) -> None:
    assert redacted_text(text) == text


@pytest.mark.parametrize(
    "name", ["Cookie", "Authorization", "password", "new_password", "csrf_token", "apiKey", "email"]
)
def test_a_secret_name_hides_its_value(name: str) -> None:
    assert redacted({name: "hush", "safe": 1}) == {name: HIDDEN, "safe": 1}


@pytest.mark.parametrize("name", ["order", "code", "keyboard", "monkey", "pinned", "expired"])
def test_a_harmless_name_shows_its_value(name: str) -> None:
    assert not is_secret_name(name)


@given(
    st.recursive(
        st.just("hush"),
        lambda inner: (
            st.lists(inner, min_size=1) | st.dictionaries(st.text(max_size=5), inner, min_size=1)
        ),
        max_leaves=8,
    )
)
def test_no_depth_hides_a_secret_from_us(nest: object) -> None:
    assert "hush" not in repr(redacted({"token": nest, "deep": [{"password": nest}]}))
