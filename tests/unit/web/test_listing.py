"""The addresses of a list: what is looked for, which page, and the way back."""

from urllib.parse import parse_qsl, urlsplit

from bilten_app.web.parts.listing import Asked, Choice, Filter, Listing
from bilten_app.web.parts.listing.address import TRAIL

PATH = "/organizer/refunds"
STATE = [Choice("", "All"), Choice("sent", "Sent"), Choice("done", "Done")]


def at(address: str) -> Asked:
    """Return what an address asks."""
    return Asked(PATH, dict(parse_qsl(urlsplit(address).query)))


def of_state(chosen: str) -> Filter:
    return Filter("state", "State", STATE, chosen, look="links")


def test_the_first_page_of_everything_leads_only_on() -> None:
    shown = at(PATH).listing(following="c1")

    assert shown == Listing(after=f"{PATH}?after=c1")


def test_a_filter_knows_the_address_of_each_choice_and_keeps_the_words() -> None:
    asked = at(f"{PATH}?q=mara+lind&state=sent")

    [state] = asked.listing(filters=[of_state(asked.chosen("state"))]).filters

    assert [(one.href, one.is_here) for one in state.options] == [
        (f"{PATH}?q=mara+lind", False),
        (f"{PATH}?q=mara+lind&state=sent", True),
        (f"{PATH}?q=mara+lind&state=done", False),
    ]


def test_choosing_begins_with_the_first_page() -> None:
    asked = at(f"{PATH}?after=c2&back=~c1")

    [state] = asked.listing(filters=[of_state("")]).filters

    assert all("after" not in one.href and "back" not in one.href for one in state.options)


def test_a_value_that_is_no_choice_chooses_nothing() -> None:
    assert at(f"{PATH}?state=stolen").chosen("state", among=["sent", "done"]) == ""


def test_every_page_leads_back_to_the_one_before_it() -> None:
    addresses = [f"{PATH}?q=x"]
    for number in range(1, 6):
        addresses.append(at(addresses[-1]).listing(following=f"c{number}").after)

    walked_back = [addresses[-1]]
    while earlier := at(walked_back[-1]).listing().before:
        walked_back.append(earlier)

    assert walked_back == addresses[::-1]


def test_a_very_long_way_back_ends_at_the_first_page_and_not_in_a_long_address() -> None:
    address = PATH
    for number in range(TRAIL * 3):
        address = at(address).listing(following=f"c{number}").after

    steps = 0
    while earlier := at(address).listing().before:
        address, steps = earlier, steps + 1

    assert address == PATH
    assert steps == TRAIL + 1


def test_only_a_search_can_be_cleared() -> None:
    assert at(f"{PATH}?after=c1").listing(filters=[of_state("")]).clear == ""
    assert at(f"{PATH}?q=x").listing().clear == PATH
    assert at(f"{PATH}?state=sent").listing(filters=[of_state("sent")]).clear == PATH
