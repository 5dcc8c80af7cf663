"""Technology and workshops."""

# ruff: noqa: RUF001 - typographic quotes and letters of other scripts are meant

from bilten_app.demo.art.covers import Cover
from bilten_app.demo.content.kinds import MON, SAT, SUN, THU, TUE, WED, Event, When, prose, ticket

MINDS = (
    Event(
        slug="failover",
        title="Failover",
        summary="Two days about systems that break, and the people who get up at night.",
        about=prose("""Every talk at Failover starts with something that went wrong. No product
            pitches, no anonymous “a large company”: the people on stage were on call, and they
            brought the graphs.

            Day one is about finding out, day two about not doing it again. Between the tracks
            there is a room with whiteboards, a room with sofas, and a room where an old
            mainframe is taken apart and put together by whoever comes by.

            All talks are captioned live. Childcare is free if you book it with your ticket, and
            the conference dinner is part of every price."""),
        organizer="gridwork",
        venue="foundry-exchange",
        category="tech",
        when=When(76, "09:00", THU),
        minutes=1980,
        currency="USD",
        cover=Cover("blocks", "graphite", 3, beside="tiles"),
        featured=True,
        ages="18 and over; babies are fine",
        tags=("reliability", "databases", "on call"),
        programme=(
            ("Day 1, 09:30", "Opening: The outage that was a calendar"),
            ("Day 1, 11:00", "Clocks lie — Priya Sundaresan-Holt"),
            ("Day 1, 14:00", "A queue is a debt — Marek Oszlak"),
            ("Day 2, 09:30", "Restoring what nobody backed up — Lena Achterberg"),
            ("Day 2, 16:00", "The post-mortem theatre"),
        ),
        tickets=(
            ticket("Early", 42000, 300, 1.0, per_order=10),
            ticket("Regular", 58000, 800, 0.41, per_order=10),
            ticket(
                "Community",
                9000,
                120,
                0.85,
                "For people who pay themselves and should not have to.",
                per_order=1,
            ),
        ),
    ),
    Event(
        slug="small-models-day",
        title="Small Models Day",
        summary="Machine learning that fits in a pocket, on a farm, or under water.",
        about=prose("""A day for people whose computer is a battery. We look at models that count
            bees, listen to pumps and read old handwriting, all without asking a data centre.

            Talks in the morning, a long lunch, and twelve tables in the afternoon, each with a
            working device and the person who built it. Bring a screwdriver."""),
        organizer="gridwork",
        venue="harborlight",
        category="tech",
        when=When(98, "09:30", SAT),
        minutes=510,
        currency="USD",
        cover=Cover("tiles", "aurora", 4, beside="blocks"),
        tags=("edge", "hardware", "hands-on"),
        tickets=(
            ticket("Day ticket", 18500, 700, 0.22),
            ticket("Student", 3500, 150, 0.34, per_order=1),
            ticket("Table host", 0, 12, 1.0, "By invitation.", per_order=1),
        ),
    ),
    Event(
        slug="proof-club",
        title="Proof Club",
        summary="One theorem, one evening, plenty of chalk. This month: sealing a ballot.",
        about=prose("""Proof Club meets by the lake to understand one result properly. No slides.
            Dr Annika Tschudi-Berg leads us from sealed envelopes to a voting scheme in which
            everyone can check the count and nobody can read a vote.

            School mathematics is enough, patience helps. Free of charge; please return your
            place if you cannot come, the list is always full."""),
        organizer="gridwork",
        venue="seeblick",
        category="tech",
        when=When(16, "18:30", TUE),
        minutes=150,
        currency="CHF",
        cover=Cover("stars", "cobalt", 9, beside="tiles"),
        tags=("cryptography", "chalk", "free"),
        doors_minutes=30,
        tickets=(
            ticket("Free place", 0, 110, 1.0, per_order=2),
            ticket("With fondue", 3200, 40, 0.75, per_order=4),
        ),
    ),
    Event(
        slug="accessible-by-default",
        title="Accessible by Default",
        summary="A working day on interfaces everyone can use, led by people who need them.",
        about=prose("""You bring a laptop and one screen of your product. Our trainers bring
            switches, screen readers, magnifiers and an honest opinion. By five o’clock the
            screen is better, and you know why.

            Groups of six, one trainer each. Lunch is included. There is a quiet room, and nobody
            will ask you to introduce yourself with a fun fact."""),
        organizer="gridwork",
        venue="old-pump-rooms",
        category="workshops",
        when=When(24, "09:30", MON),
        minutes=450,
        currency="GBP",
        cover=Cover("geometry", "cobalt", 8, beside="tiles"),
        tags=("accessibility", "design", "hands-on"),
        doors_minutes=30,
        tickets=(
            ticket("Place", 19500, 60, 0.78, per_order=6),
            ticket("Charity", 4500, 18, 0.94, per_order=2),
        ),
    ),
    Event(
        slug="clay-between-two-shores",
        title="Clay Between Two Shores",
        summary="Throw in Asia, glaze in Europe: a ceramics day with a ferry in the middle.",
        about=prose("""We start at the wheel in Kadıköy, where Defne Aksungur shows how to open,
            pull and collar a bowl. At one o’clock we take the ferry, with tea and simit, and
            glaze the pieces of an earlier group on the other side.

            Your own bowl is fired within two weeks; we send it anywhere in the country. No
            experience needed, short nails advised."""),
        organizer="two-shores",
        venue="iskele-hall",
        category="workshops",
        when=When(8, "10:00", SUN),
        minutes=420,
        currency="TRY",
        cover=Cover("cutouts", "sahara", 7, beside="weave"),
        tags=("ceramics", "beginners", "ferry"),
        doors_minutes=15,
        ages="From 14",
        tickets=(
            ticket("Wheel", 240000, 16, 0.94, per_order=2),
            ticket("Hand-building", 180000, 20, 0.7, per_order=4),
        ),
    ),
    Event(
        slug="siebdruck-am-sonntag",
        title="Siebdruck am Sonntag",
        language="de",
        summary="Vom Bleistift zum Plakat: ein Tag an der Siebdruckpresse.",
        about=prose("""Um elf gibt es Kaffee und ein leeres Blatt, um sechs hängen zwanzig
            Plakate zum Trocknen. Dazwischen lernst du, wie man Farben trennt, ein Sieb belichtet
            und die Rakel so zieht, dass es gerade wird.

            Alle Materialien sind dabei. Wer mag, bringt ein eigenes T-Shirt mit, es wird
            vermutlich bunter als geplant."""),
        organizer="nordlicht",
        venue="salon-mondschein",
        category="workshops",
        when=When(19, "11:00", SUN),
        minutes=420,
        currency="EUR",
        cover=Cover("geometry", "citrus", 3, beside="cutouts"),
        ages="Ab 16 Jahren",
        tags=("Siebdruck", "Handwerk"),
        doors_minutes=15,
        tickets=(
            ticket("Platz", 7900, 18, 0.83, per_order=2),
            ticket("Ermäßigt", 4900, 6, 1.0, per_order=1),
        ),
    ),
    Event(
        slug="indigo-and-knots",
        title="Indigo & Knots",
        summary="Fold, bind, dip, wait, unfold: a day of shibori dyeing.",
        about=prose("""Cloth remembers how it was folded. In this workshop you learn four
            bindings and the patience of a living indigo vat, which has to be fed, warmed and
            never hurried.

            You take home two scarves and a furoshiki. Hands turn blue for about three days;
            gloves are available for those with meetings. Taught in Japanese and English."""),
        organizer="kumo",
        venue="kumo-room",
        category="workshops",
        when=When(37, "10:30", SAT),
        minutes=330,
        currency="JPY",
        cover=Cover("weave", "lagoon", 5, beside="contours"),
        tags=("indigo", "textile"),
        doors_minutes=15,
        tickets=(
            ticket("Place", 14800, 20, 0.65, per_order=2),
            ticket("Parent and child", 18800, 6, 0.5, per_order=1),
        ),
    ),
    Event(
        slug="open-data-night",
        title="Open Data Night Nairobi",
        summary="Bus routes, rain gauges and market prices: build something useful by midnight.",
        about=prose("""Every quarter we open a set of public numbers and a large pot of pilau.
            This time: twelve years of rain gauges, read by volunteers, typed in by students,
            never published before.

            Come alone or as a team. Mentors walk around until ten, short demos start at eleven,
            and the best idea gets a small grant and an office for a month."""),
        organizer="savanna-line",
        venue="acacia-grounds",
        category="tech",
        when=When(11, "17:00", WED),
        minutes=420,
        currency="KES",
        cover=Cover("blocks", "forest", 5, beside="contours"),
        tags=("open data", "hack night", "free"),
        tickets=(
            ticket("Builder", 0, 200, 0.62, per_order=5),
            ticket("Mentor", 0, 30, 0.8, per_order=1),
        ),
    ),
    Event(
        slug="field-recording-weekend",
        title="Field Recording Weekend",
        summary="Two days of ice, wind and good microphones.",
        about=prose("""We drive out with eight people and four kinds of microphones, and listen:
            to meltwater, to a geothermal pipe, to the inside of a fence.

            Dates and prices are still being settled."""),
        organizer="midnight-sun",
        venue="glasshouse-nine",
        category="workshops",
        when=When(120, "09:00", SAT),
        minutes=1800,
        currency="ISK",
        cover=Cover("contours", "aurora", 6, beside="silk"),
        stage="draft",
        tags=("sound", "outdoors"),
        tickets=(
            ticket("Place", 48000, 8, 0, per_order=2),
            ticket("With equipment", 62000, 4, 0, per_order=1),
        ),
    ),
)
