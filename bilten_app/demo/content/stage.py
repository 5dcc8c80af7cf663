"""Theatre, film and art."""

# ruff: noqa: RUF001 - typographic quotes and letters of other scripts are meant

from bilten_app.demo.art.covers import Cover
from bilten_app.demo.content.kinds import FRI, SAT, THU, TUE, WED, Event, When, prose, ticket

STAGE = (
    Event(
        slug="the-understudys-moon",
        title="The Understudy’s Moon",
        summary="A comedy about the woman who knew every part and was never on.",
        about=prose("""For eleven years Winifred Askew has sat in a dressing room with a kettle
            and somebody else’s costume. Tonight the lead is stuck on a train, and Winifred has
            forty minutes, a torn hem and a secret.

            Delphine Marsh’s new play is a love letter to everyone who holds things together from
            the dark. It moves fast, it has a live dog, and it made our own crew cry twice.

            Captioned on Wednesdays, relaxed on the second Saturday. Latecomers are seated after
            the kettle boils."""),
        organizer="lantern-hall",
        venue="lantern-hall",
        category="theatre",
        when=When(12, "19:30", WED),
        minutes=135,
        currency="GBP",
        cover=Cover("curtain", "ember", 2, beside="beams"),
        seated=True,
        featured=True,
        ages="Recommended from 11",
        tags=("new writing", "comedy", "captioned"),
        doors_minutes=45,
        programme=(("19:30", "Act one"), ("20:35", "Interval"), ("20:55", "Act two")),
        tickets=(
            ticket("Stalls", 3200, 240, 0.83),
            ticket("Gallery", 1800, 140, 0.66),
            ticket(
                "Pay what you can",
                300,
                40,
                1.0,
                "You choose at the door; this is the deposit.",
                per_order=2,
            ),
        ),
    ),
    Event(
        slug="die-stadt-im-wasser",
        title="Die Stadt im Wasser",
        language="de",
        summary="Ein Stück über ein Tal, das geflutet wurde, gespielt in einem leeren Becken.",
        about=prose("""1962 verschwindet ein Dorf unter einem Stausee. Sechzig Jahre später sinkt
            der Spiegel, und die Kirchturmspitze ist wieder da. Drei Geschwister reisen an, um zu
            sehen, was von ihrem Haus übrig ist.

            Das Ensemble Salon Mondschein hat mit Menschen gesprochen, die solche Umzüge erlebt
            haben. Aus ihren Sätzen ist ein leiser, komischer und zorniger Abend geworden.

            Die Aufführung findet auf dem Grund des ehemaligen Kühlbeckens statt. Bitte warm
            anziehen, Decken liegen bereit."""),
        organizer="nordlicht",
        venue="kabelwerk-ost",
        category="theatre",
        when=When(40, "20:00", FRI),
        minutes=105,
        currency="EUR",
        cover=Cover("contours", "fjord", 4, beside="curtain"),
        ages="Ab 12 Jahren",
        tags=("Schauspiel", "Uraufführung"),
        tickets=(
            ticket("Regulär", 2400, 220, 0.31),
            ticket("Ermäßigt", 1200, 80, 0.48, "Mit Nachweis.", per_order=2),
            ticket("Solidarisch", 3600, 60, 0.2, "Bezahlt einen zweiten Platz mit."),
        ),
    ),
    Event(
        slug="nuit-du-film-muet",
        title="La Nuit du film muet",
        language="fr",
        summary="Trois bobines oubliées, un piano, une scie musicale et des bruitages en direct.",
        about=prose("""On les a retrouvées dans la cave d’une boulangerie : trois bobines sans
            titre, tournées vers 1924, restaurées image par image dans notre atelier. Personne ne
            sait qui sont ces acteurs. Ce soir, ils reviennent à l’écran.

            Colombe Astier au piano et Ferdinand Roux à la scie musicale improvisent ; deux
            bruiteuses travaillent au pied de l’écran, avec du gravier, une porte et un
            parapluie.

            Une soupe à l’oignon est servie entre la deuxième et la troisième bobine."""),
        organizer="atelier-lumen",
        venue="le-petit-obscur",
        category="film",
        when=When(0, "20:30"),
        minutes=170,
        currency="EUR",
        cover=Cover("beams", "kyoto", 5, beside="curtain"),
        ages="Tout public",
        doors_minutes=30,
        tags=("ciné-concert", "muet", "16 mm"),
        featured=True,
        tickets=(
            ticket("Plein tarif", 1400, 120, 0.93),
            ticket("Tarif réduit", 900, 40, 1.0, per_order=2),
            ticket("Avec la soupe", 2100, 20, 0.85),
        ),
    ),
    Event(
        slug="cinema-na-rua",
        title="Cinema na Rua",
        summary="A free open-air screening on the wall of an old shipyard.",
        about=prose("""Once a month the blue wall of Galpão Azul becomes a screen. We show first
            and second films by directors from the neighbourhood, with subtitles in Portuguese
            and English, and the crew answers questions from the back of a truck.

            Bring a chair or borrow one. Popcorn is paid with a book for our street library."""),
        organizer="mare-cultural",
        venue="galpao-azul",
        category="film",
        when=When(29, "19:30", SAT),
        minutes=150,
        currency="BRL",
        cover=Cover("bokeh", "carnival", 4, beside="beams"),
        tags=("open air", "free", "shorts"),
        tickets=(
            ticket("Free place", 0, 900, 0.42, "Registration helps us count chairs.", per_order=6),
            ticket("Front deckchair", 3500, 60, 0.7),
        ),
    ),
    Event(
        slug="opera-tascabile",
        title="Opera tascabile",
        language="it",
        summary="Un’opera intera in settanta minuti, con cinque cantanti e una valigia.",
        about=prose("""Niente fossa, niente velluto: solo cinque voci, una fisarmonica e una
            valigia da cui esce tutto il resto. La storia è quella di sempre, un amore, un
            equivoco, una lettera, ma raccontata a due passi da voi.

            La compagnia Vento di Terra viaggia da anni con questo spettacolo tra cortili e
            stazioni. Al Teatro delle Onde lo porta per la prima volta su un palco vero, e si
            scusa in anticipo.

            Dopo lo spettacolo i cantanti restano nel foyer e cantano a richiesta."""),
        organizer="bottega-aperta",
        venue="teatro-delle-onde",
        category="theatre",
        when=When(55, "20:30", THU),
        minutes=70,
        currency="EUR",
        ages="Dai 6 anni",
        cover=Cover("curtain", "nile", 6, beside="geometry"),
        tags=("opera", "breve"),
        doors_minutes=45,
        tickets=(
            ticket("Platea", 2800, 420, 0.27),
            ticket("Galleria", 1600, 260, 0.18),
            ticket("Under 26", 800, 80, 0.4, per_order=2),
        ),
    ),
    Event(
        slug="encre-et-pression",
        title="Encre & Pression",
        language="fr",
        summary="Le salon de l’estampe : quatre-vingts ateliers, six presses, vos mains.",
        about=prose("""Pendant deux jours, la Halle aux Papiers sent l’encre. Quatre-vingts
            graveuses, sérigraphes et typographes montrent leur travail et le vendent sans
            intermédiaire, à partir de cinq euros.

            Six presses sont ouvertes au public : on choisit une plaque, on encre, on tire, on
            repart avec sa feuille. Des visites guidées partent toutes les heures, dont une en
            langue des signes."""),
        organizer="atelier-lumen",
        venue="halle-aux-papiers",
        category="arts",
        when=When(68, "10:00", SAT),
        minutes=540,
        currency="EUR",
        cover=Cover("geometry", "primary", 21, beside="weave"),
        ages="Tout public",
        tags=("estampe", "salon"),
        doors_minutes=0,
        tickets=(
            ticket("Une journée", 800, 800, 0.24),
            ticket("Deux journées", 1200, 300, 0.3),
            ticket("Moins de 18 ans", 0, 300, 0.12),
        ),
    ),
    Event(
        slug="light-machines",
        title="Light Machines",
        summary="Eleven kinetic sculptures that draw with shadow, in a warehouse on the canal.",
        about=prose("""A bicycle wheel, a jar of oil, nine hundred lenses from broken cameras:
            the machines in this exhibition are made of little and do a lot. They turn slowly,
            and the walls do the rest.

            Each hour at a quarter past, all of them start together for seven minutes. We
            recommend to come ten minutes early, find a corner, and stay for two rounds.

            Strobe-free. Quiet hour every morning at ten."""),
        organizer="atelier-lumen",
        venue="kanaal-loods",
        category="arts",
        when=When(-1, "10:00"),
        minutes=8 * 24 * 60 + 480,
        attended=0.3,
        currency="EUR",
        cover=Cover("aura", "ember", 5, beside="orbits"),
        featured=True,
        tags=("kinetic", "installation", "quiet hour"),
        doors_minutes=0,
        tickets=(
            ticket("Day ticket", 1650, 500, 0.72),
            ticket("Quiet hour, 10:00", 1650, 40, 0.95, per_order=2),
            ticket("Up to 17", 0, 150, 0.5),
        ),
    ),
    Event(
        slug="layali-al-hikaya",
        title="ليالي الحكاية",
        language="ar",
        summary="حكّاءتان ورباب واحدة في بيت قديم: قصص من القاهرة لم تُكتب بعد.",
        about=prose("""في صحن بيت القمر، على ضوء الفوانيس، تجلس الحكّاءة أم هاشم وتلميذتها سلوى،
            وبينهما رباب. تبدأ الأولى قصة وتتركها عند أصعب لحظة، فتكملها الثانية كما تشاء.

            الحكايات جُمعت من أهل الحي على مدى عام: نجّارون، وممرضات، وبائعة زهور. كل ليلة
            مختلفة، ولا تُسجَّل أي منها.

            السهرة باللهجة المصرية، وبعدها شاي بالنعناع وحديث مفتوح."""),
        organizer="nile-light",
        venue="bayt-al-qamar",
        category="theatre",
        when=When(14, "20:30", TUE),
        minutes=120,
        currency="EGP",
        cover=Cover("stars", "plum", 4, beside="hills"),
        ages="من ١٠ سنوات",
        tags=("حكي", "تراث"),
        doors_minutes=30,
        tickets=(
            ticket("دخول عام", 22000, 200, 0.57),
            ticket("الصف الأول", 40000, 40, 0.9),
            ticket("طلاب", 10000, 60, 0.75, per_order=2),
        ),
    ),
    Event(
        slug="cedar-shorts",
        title="Cedar Shorts",
        summary="Nine short films from nine apartments, seen in a tenth.",
        about=prose("""The rule of Cedar Shorts is simple: every film was made inside the home of
            the person who made it. Together they are a portrait of a city from its kitchens.

            We showed them in the largest room of Cedar House, with the windows open. Thank you
            to everyone who came, and to the neighbour who turned down the generator."""),
        organizer="two-shores",
        venue="cedar-house",
        category="film",
        when=When(-9, "19:00", SAT),
        minutes=130,
        currency="USD",
        cover=Cover("halftone", "forest", 3, beside="cutouts"),
        attended=0.91,
        tags=("shorts", "premiere"),
        tickets=(
            ticket("Seat", 1000, 180, 0.96),
            ticket("Cushion", 600, 90, 0.8),
            ticket("Supporter", 2500, 30, 0.5),
        ),
    ),
    Event(
        slug="the-salt-letters",
        title="The Salt Letters",
        summary="A play about two lighthouse keepers who wrote to each other for thirty years.",
        about=prose("""Two rocks, nine miles apart, and a supply boat every second Thursday. The
            Salt Letters follows a friendship that existed only on paper.

            Our performer has been advised to rest her voice, and there is no understudy for a
            play this personal. We are sorry. Everyone who booked gets the full price back."""),
        organizer="lantern-hall",
        venue="lantern-hall",
        category="theatre",
        when=When(20, "19:30", THU),
        minutes=80,
        currency="GBP",
        cover=Cover("orbits", "fjord", 9, beside="hills"),
        stage="cancelled",
        tags=("solo", "new writing"),
        tickets=(ticket("Stalls", 2600, 240, 0.4), ticket("Gallery", 1500, 140, 0.2)),
    ),
)
