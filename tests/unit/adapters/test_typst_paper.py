from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO

import pytest
import zxingcpp
from PIL import Image

from bilten_app.adapters.typst_paper import TypstPaper
from bilten_app.ports.paper import TicketSheet

PROOF = "BT1:" + ("ABC0123 $%*+-./:" * 9)[:129]
SHEET = TicketSheet(
    locale="en",
    event_title="Jazz by the Nile #1 *live* $5",
    starts_at=datetime(2026, 7, 4, 17, tzinfo=UTC),
    ends_at=datetime(2026, 7, 4, 21, tzinfo=UTC),
    doors_at=datetime(2026, 7, 4, 16, tzinfo=UTC),
    time_zone="Africa/Cairo",
    venue="حديقة الأزهر",
    address="Salah Salem St, Cairo",
    holder="Léa Ørsted",
    ticket_type="Standing",
    code="7KQ2M9XDR4T*",
    order_code="7KQ2M9XD",
    organizer="Nile Sound",
    color="#b3261e",
    proof=PROOF,
)


def picture(form: str) -> bytes:
    stream = BytesIO()
    Image.new("RGB", (320, 200), "#336699").save(stream, form)
    return stream.getvalue()


def codes_on(page: bytes) -> list[str]:
    with Image.open(BytesIO(page)) as image:
        return [found.text for found in zxingcpp.read_barcodes(image)]


def yellow_of(page: bytes) -> int:
    """Return how many dots have the colour that tests are marked with."""
    with Image.open(BytesIO(page)) as image:
        counted = image.convert("RGB").getcolors(image.width * image.height) or []
    return sum(count for count, color in counted if color == (255, 214, 92))


async def test_the_code_on_the_page_scans_as_the_proof() -> None:
    pages = await TypstPaper().pictures([SHEET, replace(SHEET, locale="ar")], ppi=110)

    assert [codes_on(page) for page in pages] == [[PROOF], [PROOF]]


async def test_a_ticket_that_lives_on_a_phone_has_no_code_on_paper() -> None:
    (page,) = await TypstPaper().pictures([replace(SHEET, proof=None)], ppi=110)

    assert codes_on(page) == []


async def test_a_test_says_across_the_page_that_it_lets_nobody_in() -> None:
    real, test = await TypstPaper().pictures([SHEET, replace(SHEET, is_test=True)], ppi=72)

    assert (yellow_of(real), yellow_of(test) > 8_000) == (0, True)
    assert codes_on(test) == [PROOF]  # it can be tried at a test's own door


async def test_the_paper_is_a_pdf_with_a_page_for_each_ticket() -> None:
    sheet = replace(SHEET, cover=picture("WEBP"), logo=picture("PNG"), terms="Refunds. " * 100)

    paper = await TypstPaper().render([sheet, sheet, sheet])

    assert paper.startswith(b"%PDF-")
    assert paper.count(b"/Type/Page/") + paper.count(b"/Type /Page\n") == 3


async def test_a_picture_that_cannot_be_read_is_left_out() -> None:
    (page,) = await TypstPaper().pictures([replace(SHEET, cover=b"not a picture")], ppi=110)

    assert codes_on(page) == [PROOF]


async def test_no_ticket_is_no_paper() -> None:
    with pytest.raises(ValueError, match="no ticket"):
        await TypstPaper().render([])


@pytest.mark.parametrize("name", ["青木 光", "김철수", "Zoë \N{SAXOPHONE}", "सुनीता", "อนันต์"])
async def test_a_name_whose_letters_our_fonts_lack_has_its_paper_all_the_same(name: str) -> None:
    paper = await TypstPaper().render([replace(SHEET, holder=name, event_title=name)])

    assert paper.startswith(b"%PDF-")
