"""Food and family."""

# ruff: noqa: RUF001 - typographic quotes and letters of other scripts are meant

from bilten_app.demo.art.covers import Cover
from bilten_app.demo.content.kinds import FRI, SAT, SUN, THU, Event, Extra, When, prose, ticket

TABLES = (
    Event(
        slug="pane-farina-fuoco",
        title="Pane, farina, fuoco",
        language="it",
        summary="Una notte nel forno a legna: impastare, aspettare, infornare, mangiare.",
        about=prose("""Il pane buono ha bisogno di tempo, e il tempo ha bisogno di compagnia. Ci
            si trova alle nove di sera al mulino, si macina il grano, si impasta a mano e si
            aspetta.

            Mentre la pasta riposa, Ersilia Montagnoli racconta trent’anni di lievito madre e si
            cena insieme: zuppa di farro, verdure alla brace, vino della casa.

            A mezzanotte si inforna, all’una si torna a casa con due pagnotte calde e un
            barattolo di lievito vivo. Ha già un nome: trattatelo bene."""),
        organizer="bottega-aperta",
        venue="cortile-dei-mulini",
        category="food",
        when=When(13, "21:00", FRI),
        minutes=240,
        currency="EUR",
        cover=Cover("weave", "olive", 8, beside="citrus"),
        ages="Dai 12 anni",
        tags=("pane", "laboratorio", "cena"),
        doors_minutes=15,
        tickets=(
            ticket("Posto al banco", 6800, 24, 0.92, per_order=4),
            ticket("Solo cena", 3800, 30, 0.6),
        ),
    ),
    Event(
        slug="gulf-night-market",
        title="Gulf Night Market",
        summary="Sixty kitchens, three nights, one very long table by the sea.",
        about=prose("""When the evenings turn cool, the Harbour Lawn turns into a market. Sixty
            home kitchens from the Gulf, the Levant, South Asia and East Africa cook the one dish
            their family is known for.

            The long table seats eight hundred, and nobody sits alone: hosts bring newcomers
            together with people who have stories. Music from sunset, henna and kites for the
            children, and a tasting walk for the indecisive."""),
        organizer="dune-harbour",
        venue="harbour-lawn",
        category="food",
        when=When(28, "17:00", THU),
        minutes=360,
        currency="KWD",
        cover=Cover("bokeh", "ember", 9, beside="citrus"),
        featured=True,
        tags=("market", "street food", "families"),
        doors_minutes=0,
        tickets=(
            ticket("Entry", 1500, 1800, 0.33),
            ticket("Tasting walk", 9750, 120, 0.88, "Eight plates with a guide."),
            ticket("Under 12", 0, 500, 0.25),
        ),
    ),
    Event(
        slug="mercado-de-semillas",
        title="Mercado de Semillas",
        language="es",
        summary="Intercambio de semillas, tomates con nombre y una comida popular.",
        about=prose("""Trae un puñado de semillas y llévate otro. En la Nave Catorce se
            encuentran huertos urbanos, agricultoras de la sierra y abuelos con sobres escritos a
            mano.

            Por la mañana hay trueque y talleres de injerto; a las dos, comida popular para
            seiscientas personas; por la tarde, un concurso muy serio de tomates en conserva.

            La entrada es libre. Reserva tu plato para que nadie se quede sin cocido."""),
        organizer="tierra-viva",
        venue="nave-catorce",
        category="food",
        when=When(34, "11:00", SUN),
        minutes=420,
        currency="EUR",
        cover=Cover("citrus", "citrus", 2, beside="cutouts"),
        ages="Para todas las edades",
        tags=("huerto", "gratis"),
        doors_minutes=0,
        tickets=(
            ticket("Entrada libre", 0, 1400, 0.29, per_order=10),
            ticket("Plato de cocido", 900, 600, 0.54),
        ),
        extras=(
            Extra(
                name="Para la olla",
                note="Pon lo que quieras: con ello comen quienes no pueden pagar su plato.",
                price_minor=100,
                suggested=(300, 500, 1000),
                goes_with=(0, 1),
                places=500,
            ),
        ),
    ),
    Event(
        slug="kaese-und-stille",
        title="Käse & Stille",
        language="de",
        summary="Sieben Käse, sieben Weine, siebzig Minuten ohne ein Wort.",
        about=prose("""Am Eingang geben wir die Stimme ab. Danach wird serviert, gekostet,
            gerochen und geschaut: auf den See, auf den Teller, auf das Gegenüber. Wer etwas
            sagen möchte, bekommt einen Bleistift.

            Um neun läutet eine Glocke, und dann reden erfahrungsgemäß alle gleichzeitig. Die
            Affineurin Verena Rüegsegg beantwortet alle Fragen, die sich angestaut haben."""),
        organizer="bottega-aperta",
        venue="seeblick",
        category="food",
        when=When(58, "19:30", FRI),
        minutes=150,
        currency="CHF",
        cover=Cover("hills", "fjord", 2, beside="contours"),
        ages="Ab 18 Jahren",
        tags=("Degustation", "ungewöhnlich"),
        doors_minutes=20,
        tickets=(
            ticket("Mit Wein", 12800, 60, 0.45, per_order=4),
            ticket("Mit Traubensaft", 10800, 30, 0.3, per_order=4),
        ),
    ),
    Event(
        slug="le-bal-des-papillons",
        title="Le Bal des papillons",
        language="fr",
        summary="Un bal masqué pour les petits, avec orchestre, goûter et ateliers d’ailes.",
        about=prose("""À quatorze heures, on découpe ses ailes. À quinze heures, l’orchestre des
            Lucioles joue la première valse. À seize heures, il n’y a plus un seul biscuit.

            Le bal s’adresse aux enfants de trois à neuf ans et aux grands qui savent encore
            sauter. Un coin calme, un coin pour les bébés, et un parking à poussettes."""),
        organizer="atelier-lumen",
        venue="halle-aux-papiers",
        category="family",
        when=When(20, "14:00", SUN),
        minutes=180,
        currency="EUR",
        cover=Cover("cutouts", "candy", 3, beside="flow"),
        ages="De 3 à 9 ans",
        tags=("bal", "enfants"),
        doors_minutes=15,
        tickets=(
            ticket("Enfant", 900, 300, 0.68),
            ticket("Adulte", 500, 300, 0.61),
            ticket("Bébé", 0, 80, 0.4),
        ),
    ),
    Event(
        slug="cardboard-city",
        title="Cardboard City",
        summary="Ten thousand boxes, no plan. Build a town and sleep (almost) in it.",
        about=prose("""The floor is empty at ten. By four there are towers, a post office, a zoo
            with an entrance fee and usually a parliament. We bring the boxes, blunt saws, paint
            and a team of architects who do as they are told.

            Made for six to twelve, bearable for parents. At the end we flatten everything
            together, which is the best part."""),
        organizer="lantern-hall",
        venue="old-pump-rooms",
        category="family",
        when=When(6, "10:00", SAT),
        minutes=390,
        currency="GBP",
        cover=Cover("blocks", "citrus", 6, beside="geometry"),
        ages="6 to 12, with an adult",
        tags=("building", "children", "messy"),
        doors_minutes=15,
        featured=True,
        tickets=(
            ticket("Child", 1400, 400, 0.96),
            ticket("Adult", 400, 400, 0.93),
            ticket("Relaxed morning", 1400, 60, 1.0, "Smaller group, softer sound."),
        ),
    ),
    Event(
        slug="carnavalzinho",
        title="Carnavalzinho",
        summary="A children’s carnival with homemade masks and very small drums.",
        about=prose("""Our yard, forty drums, and a rule: whoever is shorter than the gate leads
            the parade. Mask-making from nine, parade at eleven, ice lollies at noon, nap time
            nobody will keep at one.

            Ear protectors to borrow at the entrance. Grown-ups carry the water."""),
        organizer="mare-cultural",
        venue="casa-da-mare",
        category="family",
        when=When(74, "09:00", SAT),
        minutes=270,
        currency="BRL",
        cover=Cover("flow", "carnival", 6, beside="cutouts"),
        tags=("carnival", "children", "drums"),
        doors_minutes=0,
        tickets=(ticket("Child", 2500, 220, 0.3), ticket("Adult", 1500, 220, 0.27)),
        shared_places="Yard",
        extras=(
            Extra(
                name="Family",
                note="Cheaper together.",
                price_minor=5600,
                parts=((0, 2), (1, 1)),
                per_person=2,
            ),
            Extra(
                name="Mask-making kit",
                note="Paper, feathers and glue, waiting at the table with the red cloth.",
                price_minor=900,
                goes_with=(0,),
                places=60,
            ),
        ),
    ),
    Event(
        slug="dumpling-parliament",
        title="The Dumpling Parliament",
        summary="Twelve grandmothers, twelve fillings, one vote.",
        about=prose("""Pierogi spoke first, gyoza moved an amendment, and the khinkali party
            walked out but came back for dessert. After four hours of debate the house voted for
            momo, by three plates.

            Thank you for eating so responsibly. The minutes, with recipes, were sent to everyone
            who came."""),
        organizer="gridwork",
        venue="room-nine",
        category="food",
        when=When(-16, "13:00", SUN),
        minutes=240,
        currency="USD",
        cover=Cover("citrus", "rose", 5, beside="weave"),
        attended=0.95,
        tags=("dumplings", "vote", "lunch"),
        tickets=(
            ticket("Member of parliament", 4200, 110, 1.0),
            ticket("Junior member", 1800, 30, 0.8),
            ticket("Observer", 1200, 20, 1.0),
        ),
    ),
    Event(
        slug="bedtime-for-planets",
        title="Bedtime for Planets",
        summary="A concert in the dome for children who are nearly asleep.",
        about=prose("""Pyjamas welcome. Under the dome of stars, a cellist and a storyteller say
            good night to each planet, from the quick one to the cold one, and to a moon that
            does not want to go to bed.

            Forty-five minutes, dim light, soft floor. Most children are asleep by Saturn; we
            have a quiet exit and many helping hands."""),
        organizer="kumo",
        venue="hikari-dome",
        category="family",
        when=When(44, "17:30", SUN),
        minutes=45,
        currency="JPY",
        cover=Cover("orbits", "plum", 3, beside="aura"),
        ages="From 3 years",
        tags=("planetarium", "cello", "children"),
        doors_minutes=30,
        tickets=(
            ticket("Child", 1200, 400, 0.49),
            ticket("Adult", 2400, 400, 0.46),
            ticket("Family of four", 6000, 100, 0.58, per_order=2),
        ),
    ),
)
