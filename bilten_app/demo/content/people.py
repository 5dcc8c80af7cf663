"""Invented visitors: given and family names of several cultures, combined by a seeded chance."""

# ruff: noqa: RUF001 - typographic quotes and letters of other scripts are meant

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random  # noqa: TID251 - the demo must come out the same at every run


@dataclass(frozen=True, slots=True)
class Person:
    """A visitor who does not exist; the address lies in a reserved domain."""

    name: str
    email: str
    language: str


@dataclass(frozen=True, slots=True)
class _Culture:
    language: str
    given: tuple[str, ...]
    family: tuple[str, ...]
    latin: tuple[str, ...]
    family_first: bool = False


def _culture(
    language: str, given: str, family: str, latin: str = "", *, family_first: bool = False
) -> _Culture:
    names = given.split(), family.split(), (latin or given).split()
    return _Culture(language, *(tuple(part) for part in names), family_first=family_first)


_CULTURES = (
    _culture(
        "en",
        "Maya Oliver Grace Theo Ruby Callum Imogen Jasper Niamh Rhys Tessa Fergus",
        "Hartwell Okafor Penrose Lindqvist Marlowe Adeyemi Thornbury Kerr O’Dowd Vance",
    ),
    _culture(
        "de",
        "Jürgen Anneliese Björn Käthe Lukas Frieda Götz Marlene Sören Ulrike",
        "Müllenbach Großkopf Weißhaupt Brückner Lindenthal Vößing Ahrendt Köhnlein",
    ),
    _culture(
        "fr",
        "Zoé Éloïse Benoît Anaïs Gaël Margaux Côme Solène Hélène Loïc",
        "Delaçroix Beaufrère Lefèbure Vauquelin Marchandeau d’Aubrac Chênevert",
    ),
    _culture(
        "es",
        "Íñigo Lucía Begoña Álvaro Noelia Joaquín Rocío Martín Ximena",
        "Peñalver Ibáñez Quiroga Echevarría Muñiz Valdovinos Carreño",
    ),
    _culture(
        "it",
        "Niccolò Ginevra Tommaso Beatrice Ludovica Elia Fiamma Saverio",
        "Brandolini Castelfranco D’Agnese Montefiore Perugini Valsecchi",
    ),
    _culture(
        "ar",
        "ليلى كريم نور يوسف سلمى عمر هالة طارق مريم زياد دانة فهد",
        "المنياوي الحداد القصبجي العوضي شاهين الرفاعي البستاني",
        "layla karim nour youssef salma omar hala tarek maryam ziad dana fahad",
    ),
    _culture(
        "ja",
        "葵 蓮 美咲 陽翔 結衣 大和 さくら 悠真",
        "高梨 水島 小鳥遊 藤堂 桐山 神谷 白石",
        "aoi ren misaki haruto yui yamato sakura yuma",
        family_first=True,
    ),
    _culture(
        "pt",
        "João Inês Conceição Tomás Luísa Antônio Débora Caê",
        "Magalhães Figueirôa Assunção Brandão Camarão Pinhão",
    ),
    _culture(
        "tr",
        "Çağla Emre İpek Oğuz Şebnem Kaan Gülşen Umut",
        "Yıldızlı Karagöz Çelikkol Öztunç Akşit Dağdelen",
        "cagla emre ipek oguz sebnem kaan gulsen umut",
    ),
    _culture(
        "sw",
        "Wanjiru Otieno Achieng Kamau Nyambura Baraka Zawadi Juma",
        "Mwangaza Odhiamboh Kiprotiki Njeruh Wambaria Mutisoh",
    ),
    _culture(
        "is",
        "Sigríður Þór Ásdís Björk Örn Hekla Snæbjörn Ylfa",
        "Hallsdóttir Vatnsson Eyjardóttir Hraunsson Skógardóttir",
        "sigridur thor asdis bjork orn hekla snaebjorn ylfa",
    ),
)

_DOMAINS = ("example.org", "example.com", "example.net")
_PLAIN = str.maketrans("áàâãäåçéèêëíìîïñóòôõöøúùûüýÉÁÍÓÚÖÅ’", "aaaaaaceeeeiiiinoooooouuuuyEAIOUOA-")


def people(rng: Random) -> Iterator[Person]:
    """Visitors without end, no address twice; the same `rng` gives the same people."""
    number = 0
    while True:
        number += 1
        culture = rng.choice(_CULTURES)
        which = rng.randrange(len(culture.given))
        given, family = culture.given[which], rng.choice(culture.family)
        name = f"{family} {given}" if culture.family_first else f"{given} {family}"
        local = culture.latin[which].translate(_PLAIN).lower().replace("-", "")
        yield Person(name, f"{local}.{number}@{rng.choice(_DOMAINS)}", culture.language)
