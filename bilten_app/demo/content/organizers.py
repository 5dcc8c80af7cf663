"""The organizations of the demo."""

# ruff: noqa: RUF001 - typographic quotes and letters of other scripts are meant

from bilten_app.demo.content.kinds import Organizer


def _organizer(slug: str, name: str, looks: str, place: str, line: str, about: str) -> Organizer:
    """Read `looks` as brand and motif, `place` as city, country and currency."""
    brand, motif = looks.split()
    city, country, currency = place.split("/")
    return Organizer(
        slug=slug,
        name=name,
        line=line,
        about=" ".join(about.split()),
        brand=brand,
        motif=motif,
        city=city,
        country=country,
        currency=currency,
    )


ORGANIZERS = (
    _organizer(
        "nordlicht",
        "Nordlicht Kollektiv",
        "4b1d8f quarters",
        "Berlin/DE/EUR",
        "Long nights, careful sound, no hurry.",
        """Nordlicht began as nine friends with one rented sound system. Today we run club nights,
        listening sessions and open-air days in Berlin, and we still carry every speaker ourselves.
        Awareness team on every floor, water always free.""",
    ),
    _organizer(
        "nile-light",
        "Nile Light Stage",
        "1e7f86 sunrise",
        "Cairo/EG/EGP",
        "Concerts and stories on the river.",
        """From a floating stage in Zamalek to courtyards in the old city, Nile Light brings
        together oud players, poets and young electronic producers. Half of every season is
        commissioned from artists under thirty.""",
    ),
    _organizer(
        "atelier-lumen",
        "Atelier Lumen",
        "c1121f rings",
        "Paris/FR/EUR",
        "Images, lumière et mains libres.",
        """Atelier Lumen runs a small cinema, two galleries and a print workshop in the north-east
        of Paris. We show films on film, lend out tools, and believe that looking is a craft one
        can learn.""",
    ),
    _organizer(
        "tierra-viva",
        "Tierra Viva",
        "b5532f kite",
        "Madrid/ES/EUR",
        "Fiestas with a social heart.",
        """Tierra Viva is a cooperative of musicians, cooks and neighbours. We turn car parks into
        dance floors and keep a fifth of all tickets at half price for the people who live around
        the corner.""",
    ),
    _organizer(
        "bottega-aperta",
        "Bottega Aperta",
        "548c2f leaf",
        "Roma/IT/EUR",
        "A tavola s’impara.",
        """We open kitchens, mills and cellars that are usually closed, and let the people who
        work there teach. Small groups, long tables, recipes you can really cook at home.""",
    ),
    _organizer(
        "lantern-hall",
        "Lantern Hall Presents",
        "7a2e6e arch",
        "London/GB/GBP",
        "New plays in old rooms.",
        """Lantern Hall produces new writing for the stage and tours it to town halls, chapels and
        one former swimming pool. Every run has captioned, relaxed and pay-what-you-can
        performances.""",
    ),
    _organizer(
        "gridwork",
        "Gridwork",
        "16181d steps",
        "New York/US/USD",
        "Conferences for people who build.",
        """Gridwork runs conferences and workshops about software that has to work. Talks are
        reviewed by practitioners, slots are paid, and the hallway gets as much time as the
        stage.""",
    ),
    _organizer(
        "kumo",
        "Kumo Sound",
        "1363df waves",
        "Tokyo/JP/JPY",
        "Small rooms, deep listening.",
        """Kumo presents ambient, jazz and chamber music in rooms for fewer than four hundred
        people. Phones stay in pockets, tea is served before the second set.""",
    ),
    _organizer(
        "dune-harbour",
        "Dune & Harbour",
        "d98e4a moons",
        "Kuwait City/KW/KWD",
        "Evenings by the Gulf.",
        """Dune & Harbour programmes food markets, concerts and family days along the waterfront
        of Kuwait City, from the first cool evening of autumn to the last one of spring.""",
    ),
    _organizer(
        "savanna-line",
        "Savanna Line",
        "2d6a4f beacon",
        "Nairobi/KE/KES",
        "Run it, play it, dance it.",
        """Savanna Line puts on road races, football afternoons and concerts in Nairobi and the Rift
        Valley. Volunteers time every race, and every finisher gets a hot meal.""",
    ),
    _organizer(
        "mare-cultural",
        "Maré Cultural",
        "ff6b35 petals",
        "São Paulo/BR/BRL",
        "Samba, cinema, street and sea.",
        """Maré Cultural is a house with a yard, a roof and a very loud kitchen. We stage roda de
        samba, open-air cinema and children’s carnivals, and we teach percussion all year.""",
    ),
    _organizer(
        "southerly",
        "Southerly",
        "0f8b8d kite",
        "Sydney/AU/AUD",
        "Outdoors until the light goes.",
        """Named after the wind that ends a hot day, Southerly makes ocean swims, picnics and
        twilight concerts around Sydney Harbour, with a strict leave-no-trace rule.""",
    ),
    _organizer(
        "two-shores",
        "Two Shores",
        "a44a3f star",
        "İstanbul/TR/TRY",
        "One city, two continents, many rooms.",
        """Two Shores connects studios and stages on both sides of the Bosphorus. Ceramics in the
        morning, improvised music at night, and a ferry in between.""",
    ),
    _organizer(
        "midnight-sun",
        "Midnight Sun Club",
        "3b6f8f moons",
        "Reykjavík/IS/ISK",
        "Music for bright nights and dark days.",
        """A members’ club without a building: we borrow greenhouses, boat sheds and swimming
        pools around Reykjavík and fill them with music for one evening.""",
    ),
)
