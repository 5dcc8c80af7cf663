"""What a password must be like."""

import gzip
import re
from functools import cache
from pathlib import Path

from bilten_app.domains.identity.public import Mend

MIN_PASSWORD, MAX_PASSWORD = 12, 128
MIN_DISTINCT = 5

# The words that most leaked passwords are made of; digits, signs and clever spelling around them
# (`P4ssw0rd!!1`) are taken off before the look-up.
_COMMON_WORDS = """
    password passwort passwords mypassword password1password thepassword newpassword
    passwordpassword password password1 p@ssword letmein letmeinnow letmeinplease opensesame
    welcome welcome1 welcomeback welcometo admin administrator adminadmin rootroot superuser
    changeme changemenow changeit changethis temporary temppassword default defaultpassword
    qwerty qwertyuiop qwertyuiop1 qwertyqwerty qwertz qwertzuiop azerty azertyuiop qazwsx qazwsxedc
    qweasdzxc qwertyasdfgh asdfghjkl asdfasdf asdfghjklqwerty zxcvbnm zxcvbnmasd oneqaztwowsx
    iloveyou iloveyouu iloveyoubaby iloveyouso iloveu iloveme loveyou loveyouforever ilovemyself
    princess princesses sunshine sunshines football baseball basketball softball soccer hockey
    superman batman spiderman wonderwoman pokemon pikachu starwars startrek harrypotter
    dragon dragons monster monkey monkeys shadow master masters michael jennifer jessica ashley
    charlie jordan thomas daniel matthew andrew joshua robert nicholas anthony samantha michelle
    whatever trustno trustnoone nothing secret secrets topsecret mysecret freedom forever
    computer internet samsung google facebook instagram linkedin youtube microsoft windows apple
    iphone android minecraft fortnite roblox playstation nintendo counterstrike callofduty
    liverpool chelsea arsenal manchester manchesterunited realmadrid barcelona juventus
    chocolate butterfly flowers flower cookies cookie cheese banana pepper ginger summer winter
    spring autumn january february march april august september october november december
    monday tuesday wednesday thursday friday saturday sunday blessed jesus jesuschrist godisgood
    abcdef abcdefg abcdefgh abcdefghij abcabc abcabcabc aaaaaaaaaa testtest testing tester
    testpassword test1234test guestguest useruser username login loginlogin access accessdenied
    hello helloworld hellohello hellokitty goodmorning goodbye mustang ferrari porsche mercedes
    corvette yankees cowboys steelers packers eagles lakers rangers warriors hunter hunter2hunter
    killer killers ninja pirate soldier warrior matrix phoenix thunder lightning diamond silver
    golden orange purple yellow rainbow babygirl babyboy mybaby mylove lovely sweetheart honey
    angel angels bubbles buster maggie ticket tickets ticketing bilten biltenbilten event events
    schatz hallo hallohallo geheim kennwort fussball motdepasse bonjour soleil contrasena
    contraseña hola holahola amor teamo tequiero futbol senha brasil italia juventus amoremio
    correcthorsebatterystaple
"""
_COMMON = frozenset(_COMMON_WORDS.split())
# The 30 000 most frequent leaked passwords, as zxcvbn ships them (zxcvbn 4.5.0, MIT licence,
# Daniel Wolf and Dropbox): those long enough to be chosen here, and the words that the others are.
_LEAKED = Path(__file__).with_name("common_passwords.txt.gz")
_ROWS = ("01234567890", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm")
_LEET = str.maketrans("013457@$!", "oieastasi")


def password_problem(password: str, email: str, name: str) -> Mend | None:
    """Return why the password is refused, or None. Long is better than complicated."""
    if len(re.sub(" +", " ", password)) < MIN_PASSWORD:
        return Mend.short_password
    if len(password) > MAX_PASSWORD:
        return Mend.long_password
    lower = password.casefold()
    if is_leaked(password):
        return Mend.common_password
    if _is_own(lower, email, name):
        return Mend.own_name_password
    if len(set(lower)) < MIN_DISTINCT or _is_keyboard_walk(lower):
        return Mend.simple_password
    return None


def is_leaked(password: str) -> bool:
    """Whether the password, or the word it is made of, is on the lists that everybody has."""
    lower = password.casefold()
    return any(word in known for word in (lower, _bare(lower)) for known in (_COMMON, _leaked()))


@cache
def _leaked() -> frozenset[str]:
    """Return the leaked passwords; they are read when the first password is looked at."""
    return frozenset(gzip.decompress(_LEAKED.read_bytes()).decode().split("\n"))


def _bare(lower: str) -> str:
    """Return the password as people think of it: no digits around it, no clever spelling."""
    return lower.strip("0123456789!?.,-_*#$@ ").translate(_LEET)


def _is_own(lower: str, email: str, name: str) -> bool:
    mine = {email.casefold(), email.partition("@")[0].casefold(), name.strip().casefold()}
    mine.add(name.replace(" ", "").casefold())
    return bool({lower, lower.strip("0123456789!?.")} & (mine - {""}))


def _is_keyboard_walk(lower: str) -> bool:
    walks = [row * 2 for row in _ROWS] + [row[::-1] * 2 for row in _ROWS]
    return any(lower in walk for walk in walks) or _is_repeated(lower)


def _is_repeated(lower: str) -> bool:
    """Whether the password is a short piece said again and again, for example `abcabcabcabc`."""
    return lower in (lower + lower)[1:-1] and len(set(lower)) <= MIN_DISTINCT + 1
