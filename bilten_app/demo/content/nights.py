"""Sports and nightlife."""

# ruff: noqa: RUF001 - typographic quotes and letters of other scripts are meant

from bilten_app.demo.art.covers import Cover
from bilten_app.demo.content.kinds import FRI, SAT, SUN, Event, When, prose, ticket

NIGHTS = (
    Event(
        slug="zeitumstellung",
        title="Zeitumstellung",
        language="de",
        summary="Die Nacht, in der eine Stunde verschwindet oder zweimal kommt. Wir tanzen sie.",
        about=prose("""Zweimal im Jahr stimmt keine Uhr im Haus, und zweimal im Jahr öffnen wir
            das ganze Kabelwerk: drei Floors, ein Garten, eine Sauna auf Rädern. Die umgestellte
            Stunde gehört traditionell einem Gast, dessen Name erst in der Nacht bekannt wird.

            Unten spielen Mira Falkenrot und Dr. Nebelhorn lange, dunkle Sets; oben legt das
            Kollektiv Spätkauf auf, was im Regal steht. Im Garten brennt Feuer.

            Auf allen Floors ist ein Awareness-Team unterwegs, Fotos bleiben draußen. Dein Ticket
            zeigt einen Code, der sich ständig ändert: Screenshots öffnen keine Türen."""),
        organizer="nordlicht",
        venue="kabelwerk-ost",
        category="nightlife",
        minutes=660,
        when=When(0, "23:00", clock_change=True),
        currency="EUR",
        featured=True,
        ages="Ab 18 Jahren",
        cover=Cover("silk", "neon", 6, beside="aura"),
        tags=("Techno", "Garten", "drei Floors"),
        doors_minutes=0,
        programme=(
            ("23:00", "Mira Falkenrot — Halle"),
            ("02:00", "Die Stunde: ???"),
            ("03:00", "Dr. Nebelhorn — Halle"),
            ("06:00", "Kollektiv Spätkauf — Dach"),
        ),
        tickets=(
            ticket("Früh", 1800, 400, 1.0, rotating=True, per_order=4),
            ticket("Regulär", 2400, 1000, 0.57, rotating=True, per_order=4),
            ticket(
                "Nach fünf Uhr", 1200, 300, 0.26, "Einlass ab 05:00.", rotating=True, per_order=4
            ),
        ),
    ),
    Event(
        slug="low-ceiling",
        title="Low Ceiling",
        summary="House music in a room where tall people apologize.",
        about=prose("""One room, one red lamp, one hundred and sixty people. Residents Odette
            Bloom and Manny Quartz play from open to close, without a break and without a plan.

            The bar takes its time, the sound does not. Check your coat: it will get warm."""),
        organizer="gridwork",
        venue="room-nine",
        category="nightlife",
        when=When(0, "22:00"),
        minutes=360,
        currency="USD",
        cover=Cover("aura", "neon", 12, beside="beams"),
        ages="21 and over",
        tags=("house", "all night"),
        doors_minutes=0,
        tickets=(
            ticket("First hour", 1500, 50, 1.0, "Valid until 23:00.", rotating=True, per_order=4),
            ticket("All night", 2800, 110, 0.98, rotating=True, per_order=4),
        ),
    ),
    Event(
        slug="vapur",
        title="Vapur: The Last Ferry",
        summary="Psychedelic Anatolian grooves until the first ferry of the morning.",
        about=prose("""You arrive with the last ferry and leave with the first. In between: the
            saz-and-synth trio Deniz Altı, the selectors of Plak Odası, and a soup kitchen that
            opens at four, when it matters.

            The hall stands right at the pier. If you fall asleep, the horn will wake you."""),
        organizer="two-shores",
        venue="iskele-hall",
        category="nightlife",
        when=When(31, "23:30", SAT),
        minutes=390,
        currency="TRY",
        cover=Cover("bokeh", "lagoon", 6, beside="halftone"),
        ages="18 and over",
        tags=("anatolian", "live", "till dawn"),
        doors_minutes=0,
        tickets=(
            ticket("Last ferry", 95000, 450, 0.51, rotating=True),
            ticket("With soup", 120000, 200, 0.4, rotating=True),
        ),
    ),
    Event(
        slug="noche-cero",
        title="Noche Cero",
        language="es",
        summary="Cumbia, dembow y salsa dura para empezar el año otra vez.",
        about=prose("""Si el año empezó mal, esta noche se reinicia. A las doce en punto volvemos
            a comer las uvas, y a partir de ahí todo cuenta de nuevo.

            En la sala grande, la orquesta La Prórroga con doce músicos; en la pequeña, Reina
            Sofoco y DJ Botijo. Zona tranquila con sillas, agua gratis y vuelta a casa en
            autobús."""),
        organizer="tierra-viva",
        venue="nave-catorce",
        category="nightlife",
        when=When(50, "22:30", SAT),
        minutes=420,
        currency="EUR",
        cover=Cover("lanes", "ember", 7, beside="arcs"),
        ages="Mayores de 18",
        tags=("cumbia", "salsa", "baile"),
        doors_minutes=0,
        tickets=(
            ticket("Anticipada", 1600, 600, 0.74, rotating=True),
            ticket("General", 2200, 1200, 0.18, rotating=True),
            ticket("Con autobús", 2700, 300, 0.33, rotating=True),
        ),
    ),
    Event(
        slug="ridge-run",
        title="Ridge Run Nairobi",
        summary="Half marathon, ten kilometres and a family mile along the Ngong ridge.",
        about=prose("""The start is at first light, at two thousand metres, and the first climb
            comes before breakfast. Then the ridge opens and you see as far as the weather lets
            you.

            All three courses are closed to traffic, with water every three kilometres and
            pacemakers from five to eight minutes. Chips, bib and a hot meal are included.

            Collect your number on the day before. Children run the mile for free, and get the
            same medal as everybody else."""),
        organizer="savanna-line",
        venue="acacia-grounds",
        category="sports",
        when=When(83, "06:30", SUN),
        minutes=330,
        currency="KES",
        cover=Cover("hills", "sahara", 6, beside="lanes"),
        featured=True,
        ages="Half marathon from 16",
        tags=("running", "trail", "charity"),
        doors_minutes=90,
        programme=(
            ("06:30", "Half marathon"),
            ("07:15", "10 km"),
            ("09:30", "Family mile"),
            ("11:00", "Prizes"),
        ),
        tickets=(
            ticket("Half marathon", 350000, 1800, 0.36, per_order=5),
            ticket("10 km", 220000, 1600, 0.47, per_order=5),
            ticket("Family mile, child", 0, 600, 0.2, per_order=6),
            ticket("Family mile, adult", 80000, 600, 0.19, per_order=4),
        ),
    ),
    Event(
        slug="harbour-mile",
        title="The Harbour Mile",
        summary="A swim between two points of Sydney Harbour, before the ferries wake up.",
        about=prose("""One sea mile, a line of yellow buoys and a paddler for every twenty
            swimmers. We start in waves of sixty by the pace you enter, so choose honestly.

            Water is about nineteen degrees; wetsuits are fine. If the morning is not safe we
            swim the day after, and if that one is not either, you get your money back."""),
        organizer="southerly",
        venue="gull-point",
        category="sports",
        when=When(40, "06:15", SUN),
        minutes=180,
        currency="AUD",
        cover=Cover("contours", "lagoon", 7, beside="halftone"),
        ages="From 14",
        tags=("swimming", "open water"),
        doors_minutes=75,
        tickets=(
            ticket("Swim", 8500, 600, 0.79, per_order=4),
            ticket("Swim under 18", 4000, 120, 0.45, per_order=4),
            ticket("Shore breakfast", 2200, 300, 0.32),
        ),
    ),
    Event(
        slug="lantern-ride",
        title="Lantern Ride",
        summary="A slow night ride along the water, with lights on everything.",
        about=prose("""Twenty-two kilometres, no hurry, one ferry. Dress your bicycle in light:
            the best lantern gets a new lock, and last year’s winner came as a lobster.

            The ride is free. Register so that we know how many bananas to bring. A broom wagon
            follows with tools and dry socks."""),
        organizer="nordlicht",
        venue="kanaal-loods",
        category="sports",
        when=When(15, "20:00", FRI),
        minutes=180,
        currency="EUR",
        cover=Cover("lanes", "aurora", 9, beside="bokeh"),
        tags=("cycling", "free", "night"),
        doors_minutes=30,
        tickets=(
            ticket("Rider", 0, 700, 0.66, per_order=6),
            ticket("Borrowed bike", 1200, 60, 1.0, per_order=2),
        ),
    ),
    Event(
        slug="three-on-three",
        title="Court & Spark",
        summary="Three-on-three basketball with a brass band on the baseline.",
        about=prose("""Thirty-two teams, eight hoops, ten minutes a game. The band plays faster
            when the score is close, which it usually is.

            Team places include shirts and lunch. Spectators may challenge the winners at six,
            and have done so twice with success."""),
        organizer="gridwork",
        venue="harborlight",
        category="sports",
        when=When(110, "10:00", SAT),
        minutes=540,
        currency="USD",
        cover=Cover("lanes", "primary", 4, beside="geometry"),
        tags=("basketball", "brass"),
        on_sale_in_days=30,
        doors_minutes=60,
        tickets=(
            ticket("Team of four", 16000, 32, 0, per_order=1),
            ticket("Spectator", 1500, 2000, 0),
            ticket("Under 12", 0, 500, 0),
        ),
    ),
    Event(
        slug="twilight-lawn",
        title="Twilight Lawn",
        summary="Picnic, brass and bats: a long summer evening by the water.",
        about=prose("""Bring a rug and something to share. The Tamarind Big Band plays from six,
            the flying foxes cross at ten past eight, and after dark we listen to a record from
            first groove to last on a very good system.

            No glass, no gas, no rubbish left behind. Hampers can be ordered with the ticket."""),
        organizer="southerly",
        venue="gull-point",
        category="music",
        when=When(22, "18:00", SAT),
        minutes=270,
        currency="AUD",
        cover=Cover("halftone", "sahara", 8, beside="hills"),
        tags=("picnic", "big band", "outdoors"),
        tickets=(
            ticket("Lawn", 3900, 1400, 0.48),
            ticket("Lawn and hamper for two", 11900, 180, 0.66, per_order=4),
            ticket("Under 12", 0, 300, 0.3),
        ),
    ),
    Event(
        slug="corniche-cup",
        title="Corniche Cup",
        summary="Five-a-side football by the sea, eighteen teams, one very old trophy.",
        about=prose("""Eighteen teams from offices, schools and one hospital kitchen met on the
            Harbour Lawn. The kitchen won, on penalties, at a quarter to midnight.

            Thank you for the noise. The photographs are on their way to every team."""),
        organizer="dune-harbour",
        venue="harbour-lawn",
        category="sports",
        when=When(-9, "17:00", FRI),
        minutes=420,
        currency="KWD",
        cover=Cover("lanes", "nile", 12, beside="tiles"),
        attended=0.88,
        tags=("football", "tournament"),
        tickets=(
            ticket("Spectator", 1000, 900, 0.7),
            ticket("Team", 45000, 18, 1.0, per_order=1),
            ticket("Under 12", 0, 200, 0.6),
        ),
    ),
)
