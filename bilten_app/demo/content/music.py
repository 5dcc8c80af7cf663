"""Concerts."""

# ruff: noqa: RUF001 - typographic quotes and letters of other scripts are meant

from bilten_app.demo.art.covers import Cover
from bilten_app.demo.content.kinds import FRI, SAT, SUN, THU, Event, When, prose, ticket

MUSIC = (
    Event(
        slug="tide-tables",
        title="Tide Tables",
        summary="An evening of slow electronics for people who like to listen lying down.",
        about=prose("""Kumo’s winter series opens with three sets that move at the speed of
            water. Aya Morikubo plays bowed glass and tape, the duo Shallow Harbour follows with
            two modular synthesizers, and everything ends in a shared piece without a written
            score.

            The room is laid out with mats, cushions and a ring of twelve speakers. Chairs stand
            along the wall for those who prefer them. Tea is served before the second set.

            Phones stay in the pockets we hand out at the door. If you need yours, tell us: we
            will find you a place near the exit."""),
        organizer="kumo",
        venue="kumo-room",
        category="music",
        when=When(1, "19:00"),
        minutes=165,
        cover=Cover("silk", "lagoon", 3, beside="halftone"),
        currency="JPY",
        ages="12 and over",
        tags=("ambient", "seated", "phone-free"),
        featured=True,
        programme=(
            ("19:00", "Aya Morikubo — bowed glass, tape"),
            ("20:00", "Shallow Harbour"),
            ("21:00", "Tide piece for everyone"),
        ),
        tickets=(
            ticket("Mat", 4800, 140, 0.97, "Bring warm socks."),
            ticket("Chair", 4800, 50, 0.94),
            ticket("Under 25", 2800, 30, 1.0, per_order=2),
        ),
    ),
    Event(
        slug="oud-under-the-bridges",
        title="Oud Under the Bridges",
        summary="Five oud players, one drifting stage and the city lights on the water.",
        about=prose("""At sunset the Floating Stage leaves its mooring and follows the river past
            three bridges. At each of them the musicians change, and so does the tuning.

            The evening joins two generations: Samir Wahdan, who has taught half of the players
            in the city, and four of his former students, among them Rana El-Sabbagh with her new
            suite for oud and double bass.

            Blankets are on board. The boat returns to Zamalek at half past ten; there is no way
            to leave earlier, and so far nobody has asked."""),
        organizer="nile-light",
        venue="zamalek-floating-stage",
        category="music",
        when=When(18, "18:30", THU),
        minutes=240,
        currency="EGP",
        cover=Cover("halftone", "nile", 5, beside="stars"),
        tags=("oud", "river", "sunset"),
        programme=(
            ("18:30", "Casting off"),
            ("19:00", "Rana El-Sabbagh Quartet"),
            ("20:30", "Students’ round"),
            ("21:30", "Samir Wahdan, solo"),
        ),
        featured=True,
        tickets=(
            ticket("Upper deck", 90000, 180, 0.71, "Open air, unreserved benches."),
            ticket("Lower deck", 55000, 420, 0.44),
            ticket("Student", 25000, 120, 0.8, "Card at the gangway.", per_order=2),
        ),
    ),
    Event(
        slug="strings-attached",
        title="Strings Attached",
        summary="A string orchestra without a conductor plays the audience’s choice.",
        about=prose("""Twenty-two players, no conductor, and a programme that is decided in the
            first ten minutes: you vote with coloured paper, the orchestra laughs, and then they
            play it.

            The repertoire runs from baroque dances to film themes, and every piece has been
            rehearsed. What is new each night is the order, and what it makes of the music.

            The Old Pump Rooms keep their industrial cold until March. Coats stay on; mulled
            apple juice is included in the balcony ticket."""),
        organizer="lantern-hall",
        venue="old-pump-rooms",
        category="music",
        when=When(33, "19:30", SAT),
        minutes=120,
        currency="GBP",
        cover=Cover("arcs", "plum", 2, beside="silk"),
        tags=("classical", "participatory"),
        tickets=(
            ticket("Floor", 2400, 600, 0.38),
            ticket("Balcony", 3800, 220, 0.52, "With mulled apple juice."),
            ticket("Pay what you can", 500, 60, 0.9, per_order=2),
        ),
    ),
    Event(
        slug="raices-en-el-patio",
        title="Raíces en el Patio",
        language="es",
        summary="Flamenco de cerca: tres familias, seis guitarras y un patio bajo las estrellas.",
        about=prose("""Hay un momento, cuando se apaga la última luz de la calle, en que el patio
            respira. Entonces empieza el cante. Este año reunimos a tres familias que llevan
            generaciones cantando en casa y muy poco en los escenarios: Los
            Carrizo, las hermanas Valdeluz y Casa Tormenta.

            La noche no tiene micrófonos ni tarima. El público se sienta en círculo, a dos metros
            de los pies que bailan, y el silencio forma parte de la música.

            Al terminar hay caldo para todo el mundo. Si llueve, nos mudamos a la nave de al lado
            y seguimos."""),
        organizer="tierra-viva",
        venue="patio-del-viento",
        category="music",
        when=When(26, "21:00", FRI),
        minutes=150,
        currency="EUR",
        cover=Cover("geometry", "ember", 4, beside="arcs"),
        tags=("flamenco", "acústico"),
        ages="Para todas las edades",
        tickets=(
            ticket("Círculo", 2200, 380, 0.63),
            ticket("Vecindario", 1100, 90, 0.77, "Con empadronamiento en el barrio.", per_order=4),
            ticket("Primera fila", 3600, 60, 1.0),
        ),
    ),
    Event(
        slug="glasshouse-sessions-dark",
        title="Glasshouse Sessions: Dark",
        summary="A string trio, a choir of eight and two thousand tomato plants.",
        about=prose("""In the darkest weeks of the year we borrow a working greenhouse. It is
            warm, it smells of summer, and the grow lights follow the music.

            The Hraun Trio plays first. After the break the women’s choir Ljósbrot sings from
            between the rows, so that every seat hears another voice closest.

            There is soup, of course. It is tomato."""),
        organizer="midnight-sun",
        venue="glasshouse-nine",
        category="music",
        when=When(9, "20:00", SAT),
        minutes=110,
        currency="ISK",
        cover=Cover("aura", "aurora", 8, beside="contours"),
        tags=("chamber", "choir", "soup"),
        featured=True,
        tickets=(
            ticket("Between the rows", 7900, 160, 1.0, "Soup included."),
            ticket("Standing by the door", 4900, 40, 1.0),
        ),
    ),
    Event(
        slug="roda-de-quintal",
        title="Roda de Quintal",
        summary="Samba around one long table, as loud as the neighbours allow.",
        about=prose("""No stage, no set list: the players sit around the table in our yard and
            everyone else stands around them. Bring a tambourine if you can keep time, and your
            voice if you cannot.

            The kitchen opens at two with feijoada, with and without meat. Children are welcome
            until eight and tend to take over the percussion."""),
        organizer="mare-cultural",
        venue="casa-da-mare",
        category="music",
        when=When(5, "15:00", SUN),
        minutes=360,
        currency="BRL",
        cover=Cover("geometry", "carnival", 11, beside="cutouts"),
        tags=("samba", "yard", "lunch"),
        tickets=(
            ticket("Entry", 4000, 260, 0.58),
            ticket("Entry and feijoada", 9500, 140, 0.81),
            ticket("Children", 0, 80, 0.35, "Up to twelve years, with an adult."),
        ),
    ),
    Event(
        slug="laylat-al-maqam",
        title="ليلة المقام",
        language="ar",
        summary="سهرة طربية على شاطئ الخليج مع فرقة دار السدر وضيوفها.",
        about=prose("""ثلاث وصلات، ثلاثة مقامات، وليلة واحدة. تفتتح فرقة دار السدر السهرة بسماعي
            من مقام البياتي، ثم يأتي الغناء من دون مكبرات كما كان يُسمع في البيوت القديمة.

            في الوصلة الثانية تنضم عازفة القانون نورة الشطي في تقاسيم على مقام الحجاز، وفي
            الثالثة يُفتح المجلس للأصوات الشابة التي تدربت معنا طوال الموسم.

            تُقدَّم القهوة والتمر بين الوصلات. نرجو الحضور قبل البدء بنصف ساعة، فالأبواب تُغلق مع
            أول نغمة."""),
        organizer="dune-harbour",
        venue="dar-al-sidr",
        category="music",
        when=When(21, "20:00", THU),
        minutes=180,
        currency="KWD",
        cover=Cover("stars", "nile", 7, beside="arcs"),
        ages="لجميع الأعمار",
        tags=("طرب", "مقام", "قانون"),
        programme=(
            ("20:00", "وصلة البياتي"),
            ("21:00", "نورة الشطي: تقاسيم حجاز"),
            ("22:00", "أصوات الموسم"),
        ),
        tickets=(
            ticket("مجلس", 12500, 90, 0.6, "مقاعد أرضية قرب الفرقة."),
            ticket("صالة", 7500, 140, 0.35),
            ticket("طلبة", 3250, 30, 0.9, per_order=2),
        ),
    ),
    Event(
        slug="paper-satellites-live",
        title="Paper Satellites: The Long Way Down",
        summary="The quintet’s first arena night, in the round, with every light made of paper.",
        about=prose("""Ten years after a demo recorded in a laundry room, Paper Satellites bring
            their fourth album to Harborlight: ninety minutes, no support, one stage in the
            middle of the floor.

            The set was folded by hand: six hundred paper lamps, hung on wires, which the band
            plays like another instrument.

            Tickets carry a code that changes every few seconds, so they cannot be copied. They
            can be given back for the full price until two days before the show."""),
        organizer="gridwork",
        venue="harborlight",
        category="music",
        when=When(142, "20:00", FRI),
        minutes=110,
        currency="USD",
        cover=Cover("orbits", "cobalt", 2, beside="aura"),
        on_sale_in_days=12,
        ages="Under 14 with an adult",
        tags=("indie", "arena", "in the round"),
        doors_minutes=90,
        tickets=(
            ticket("Floor, standing", 8900, 1400, 0, rotating=True, per_order=4),
            ticket("Lower ring", 11900, 1600, 0, rotating=True, per_order=4),
            ticket("Upper ring", 5900, 1200, 0, rotating=True, per_order=6),
        ),
    ),
    Event(
        slug="blech-und-donner",
        title="Blech & Donner",
        language="de",
        summary="Vier Blaskapellen, vier Ecken, ein Saal: das Duell der Lungen.",
        about=prose("""In jeder Ecke der Isarhalle steht eine Kapelle, in der Mitte steht das
            Publikum. Gespielt wird reihum, dann zu zweit, und am Ende alle gleichzeitig. Das
            klingt unmöglich und ist in den letzten drei Jahren jedes Mal gut gegangen.

            Mit dabei sind die Moosacher Stadtmusik Rauhreif, das Frauenblech Lechtal, die
            Bukovina Banda und, zum ersten Mal, die Techno-Tuba von Resi Hallhuber.

            Gehörschutz für Kinder liegt an der Garderobe bereit. Tracht ist schön, Turnschuhe
            sind klüger."""),
        organizer="nordlicht",
        venue="isarhalle",
        category="music",
        when=When(47, "19:00", SAT),
        minutes=240,
        currency="EUR",
        cover=Cover("arcs", "primary", 6, beside="geometry"),
        ages="Ohne Altersgrenze",
        tags=("Blasmusik", "Tanz"),
        tickets=(
            ticket("Mitte, stehend", 2900, 1700, 0.46),
            ticket("Empore, sitzend", 3900, 500, 0.61),
            ticket("Kinder bis 14", 900, 200, 0.22),
        ),
    ),
    Event(
        slug="ragas-at-first-light",
        title="Ragas at First Light",
        summary="A morning concert that starts in the dark and ends with breakfast.",
        about=prose("""Some ragas belong to the hour before sunrise and are almost never heard in
            a concert hall. We play them where they make sense: on the terrace, facing east.

            Sarod player Ishaan Velankar begins at ten to six. Please arrive in silence; ushers
            will show you to your mat by lamplight. Breakfast is served when the sun is up."""),
        organizer="southerly",
        venue="fort-terrace",
        category="music",
        when=When(62, "05:50", SUN),
        minutes=130,
        currency="INR",
        cover=Cover("hills", "rose", 3, beside="stars"),
        tags=("raga", "sunrise", "breakfast"),
        tickets=(
            ticket("Mat", 95000, 260, 0.4),
            ticket("Chair", 120000, 80, 0.55),
            ticket("Student mat", 40000, 60, 0.7, per_order=1),
        ),
    ),
)
