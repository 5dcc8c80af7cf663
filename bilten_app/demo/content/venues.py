"""The venues of the demo: invented houses in real cities."""

# ruff: noqa: RUF001 - typographic quotes and letters of other scripts are meant

from bilten_app.demo.content.kinds import Venue

type Town = tuple[str, str, str]

BERLIN = ("Berlin", "DE", "Europe/Berlin")
MUNICH = ("München", "DE", "Europe/Berlin")
CAIRO = ("Cairo", "EG", "Africa/Cairo")
PARIS = ("Paris", "FR", "Europe/Paris")
MADRID = ("Madrid", "ES", "Europe/Madrid")
ROMA = ("Roma", "IT", "Europe/Rome")
LONDON = ("London", "GB", "Europe/London")
NEW_YORK = ("New York", "US", "America/New_York")
SAN_FRANCISCO = ("San Francisco", "US", "America/Los_Angeles")
TOKYO = ("Tokyo", "JP", "Asia/Tokyo")
KUWAIT_CITY = ("Kuwait City", "KW", "Asia/Kuwait")
NAIROBI = ("Nairobi", "KE", "Africa/Nairobi")
SAO_PAULO = ("São Paulo", "BR", "America/Sao_Paulo")
SYDNEY = ("Sydney", "AU", "Australia/Sydney")
BEIRUT = ("Beirut", "LB", "Asia/Beirut")
ISTANBUL = ("İstanbul", "TR", "Europe/Istanbul")
REYKJAVIK = ("Reykjavík", "IS", "Atlantic/Reykjavik")
ZURICH = ("Zürich", "CH", "Europe/Zurich")
AMSTERDAM = ("Amsterdam", "NL", "Europe/Amsterdam")
MUMBAI = ("Mumbai", "IN", "Asia/Kolkata")

STEP_FREE = "Step-free throughout, accessible toilets on every floor, hearing loop."
LIFT = "Step-free by the side entrance and a lift; two wheelchair places per row."
OUTDOOR = "Firm level paths, raised viewing platform, accessible toilets near the entrance."
STEPS = "Four steps at the entrance; a ramp is laid on request. No accessible toilet."


def _venue(
    slug: str, name: str, street: str, town: Town, at: tuple[float, float], places: int, access: str
) -> Venue:
    return Venue(slug, name, street, *town, *at, places, access)


VENUES = (
    _venue(
        "kabelwerk-ost",
        "Kabelwerk Ost",
        "Wilhelminenhofstraße 214, 12459",
        BERLIN,
        (52.4585, 13.5262),
        1800,
        STEP_FREE,
    ),
    _venue(
        "salon-mondschein",
        "Salon Mondschein",
        "Sonnenallee 318, 12057",
        BERLIN,
        (52.4741, 13.4525),
        240,
        STEPS,
    ),
    _venue(
        "isarhalle", "Isarhalle", "Zenettistraße 91, 80337", MUNICH, (48.1236, 11.5541), 2600, LIFT
    ),
    _venue(
        "zamalek-floating-stage",
        "Floating Stage Zamalek",
        "14 Corniche Walk",
        CAIRO,
        (30.0626, 31.2247),
        900,
        OUTDOOR,
    ),
    _venue(
        "bayt-al-qamar",
        "Bayt al-Qamar",
        "7 Lane of the Lamps, Islamic Cairo",
        CAIRO,
        (30.0489, 31.2617),
        320,
        STEPS,
    ),
    _venue(
        "le-petit-obscur",
        "Le Petit Obscur",
        "61 rue des Tisserands, 75020",
        PARIS,
        (48.8676, 2.3932),
        180,
        LIFT,
    ),
    _venue(
        "halle-aux-papiers",
        "Halle aux Papiers",
        "3 quai du Canal, 75019",
        PARIS,
        (48.8879, 2.3805),
        1400,
        STEP_FREE,
    ),
    _venue(
        "patio-del-viento",
        "Patio del Viento",
        "Calle del Molino 27, 28012",
        MADRID,
        (40.4089, -3.7021),
        650,
        OUTDOOR,
    ),
    _venue(
        "nave-catorce",
        "Nave Catorce",
        "Paseo de la Fundición 14, 28045",
        MADRID,
        (40.3917, -3.6972),
        2200,
        STEP_FREE,
    ),
    _venue(
        "cortile-dei-mulini",
        "Cortile dei Mulini",
        "Via dei Mugnai 9, 00153",
        ROMA,
        (41.8835, 12.4717),
        90,
        LIFT,
    ),
    _venue(
        "teatro-delle-onde",
        "Teatro delle Onde",
        "Viale della Rotonda 40, 00198",
        ROMA,
        (41.9201, 12.5052),
        780,
        LIFT,
    ),
    _venue(
        "lantern-hall",
        "Lantern Hall",
        "22 Tallow Street, SE1",
        LONDON,
        (51.5012, -0.0917),
        420,
        STEP_FREE,
    ),
    _venue(
        "old-pump-rooms",
        "The Old Pump Rooms",
        "5 Mercer’s Wharf, E14",
        LONDON,
        (51.5073, -0.0271),
        1100,
        LIFT,
    ),
    _venue(
        "foundry-exchange",
        "Foundry Exchange",
        "188 Kent Slip, Brooklyn",
        NEW_YORK,
        (40.7168, -73.9654),
        1500,
        STEP_FREE,
    ),
    _venue(
        "room-nine", "Room Nine", "409 West Alder Street", NEW_YORK, (40.7402, -74.0043), 160, LIFT
    ),
    _venue(
        "harborlight",
        "Harborlight Arena",
        "1 Embarcadero Row",
        SAN_FRANCISCO,
        (37.7956, -122.3937),
        4200,
        STEP_FREE,
    ),
    _venue(
        "kumo-room",
        "Kumo Room",
        "3-18-7 Sakaimachi, Setagaya",
        TOKYO,
        (35.6446, 139.6682),
        220,
        LIFT,
    ),
    _venue(
        "hikari-dome",
        "Hikari Dome",
        "1-2 Minatohama, Koto",
        TOKYO,
        (35.6382, 139.7921),
        3800,
        STEP_FREE,
    ),
    _venue(
        "harbour-lawn",
        "Harbour Lawn",
        "Gulf Promenade, Gate 3",
        KUWAIT_CITY,
        (29.3797, 47.993),
        2500,
        OUTDOOR,
    ),
    _venue(
        "dar-al-sidr",
        "Dar al-Sidr",
        "Block 4, Sidr Street 12",
        KUWAIT_CITY,
        (29.3661, 47.9774),
        260,
        STEP_FREE,
    ),
    _venue(
        "acacia-grounds",
        "Acacia Grounds",
        "Ridge Road, Karen",
        NAIROBI,
        (-1.3197, 36.7073),
        5000,
        OUTDOOR,
    ),
    _venue(
        "casa-da-mare",
        "Casa da Maré",
        "Rua das Jabuticabas 155",
        SAO_PAULO,
        (-23.5564, -46.6869),
        480,
        STEP_FREE,
    ),
    _venue(
        "galpao-azul",
        "Galpão Azul",
        "Avenida do Estaleiro 900",
        SAO_PAULO,
        (-23.5226, -46.6571),
        1900,
        STEP_FREE,
    ),
    _venue(
        "gull-point",
        "Gull Point Reserve",
        "Ferry Road, Balmain",
        SYDNEY,
        (-33.8511, 151.189),
        2000,
        OUTDOOR,
    ),
    _venue(
        "cedar-house", "Cedar House", "41 Rue du Figuier", BEIRUT, (33.8938, 35.5181), 300, STEPS
    ),
    _venue(
        "iskele-hall",
        "İskele Hall",
        "Vapur Sokak 6, Kadıköy",
        ISTANBUL,
        (40.9902, 29.023),
        700,
        LIFT,
    ),
    _venue(
        "glasshouse-nine",
        "Glasshouse Nine",
        "Laugarbraut 9, 105",
        REYKJAVIK,
        (64.1471, -21.8863),
        200,
        STEP_FREE,
    ),
    _venue(
        "seeblick",
        "Seeblick Pavillon",
        "Uferweg 77, 8008",
        ZURICH,
        (47.3552, 8.5512),
        540,
        STEP_FREE,
    ),
    _venue(
        "kanaal-loods", "Kanaalloods", "Havendijk 33, 1019", AMSTERDAM, (52.3744, 4.9391), 850, LIFT
    ),
    _venue(
        "fort-terrace",
        "Fort Terrace",
        "12 Old Signal Road, Fort",
        MUMBAI,
        (18.9346, 72.8361),
        600,
        LIFT,
    ),
)
