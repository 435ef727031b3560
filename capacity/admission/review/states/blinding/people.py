"""Names of people in a text: whole, turned round, the given or the family name alone; in either script, however
spelled."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from capacity.admission.review.states.blinding.sounds import heard_as, is_arabic, sound, written_as
from capacity.core.spelling import fold

FAMILY_MIN, GIVEN_MIN, SOUND_MIN = 4, 3, 4
"""Letters and sounds from which on a name is looked for by itself: shorter ones are found in other words."""
GUESSED_MIN = 5
"""Letters of a given name from which on it is looked for alone in the script in which it is not known."""
_PARTICLES = "el al ben bent ibn bou abou ait ould abd abdel abdul abdu de la le بن بنت ابن ابو ايت ولد عبد"
PARTICLES = frozenset(_PARTICLES.split())
_ARTICLES = frozenset({"el", "al"})
_SERVANT = frozenset({"abd", "abdel", "abdul", "abdu", "عبد"})
_JOINED = ("وال", "ول", "وب", "بال", "فال", "كال", "ولل", "لل", "ال", "و", "ب", "ل", "ف", "ك")
"""What Arabic writes onto the next word, the article among it."""


_TITLED = "m mr mme mlle me dr pr madame monsieur mademoiselle maitre docteur professeur sidi lalla moulay haj hajja"
_TITLED_AR = "السيد السيده الانسه الاستاذ الاستاذه الدكتور الدكتوره سيدي لاله للا مولاي الحاج الحاجه السي"
_TITLES = frozenset([*_TITLED.split(), *_TITLED_AR.split()])
_REIGNING = "i ii iii iv v vi premier الاول الثاني الثالث الرابع الخامس السادس"
_REIGNS = frozenset(_REIGNING.split())
"""What follows the given name of a king: an avenue, a university, a foundation are called after him."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a text, folded, and where it stands."""

    folded: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """A person who is looked for: the words of the name in each script, which of them are the family's, which are
    looked for alone though they are not, and whether the name is known in one script only, so that the other is
    guessed."""

    words: frozenset[str]
    family: frozenset[str]
    given: frozenset[str]
    crosses: bool


def wanted(spellings: Collection[str], common: Collection[str]) -> Wanted | None:
    """What is looked for of a person called so, in one script or in both; None where nothing tells."""
    words: set[str] = set()
    family: set[str] = set()
    for name in spellings:
        told = _article_off(fold(name).split())
        words |= {one for one in told if one not in PARTICLES and len(one) > 1}
        family |= {
            one for one in _family(name) if len(one) >= FAMILY_MIN and one not in common and one not in PARTICLES
        }
    scripts = {is_arabic(one) for one in words}
    given = {one for one in words - family if len(one) >= GIVEN_MIN}
    return Wanted(frozenset(words), frozenset(family), frozenset(given), len(scripts) == 1) if words else None


def _family(name: str) -> list[str]:
    """The words of the family's name: before a comma, or in capitals, or what follows the first name."""
    before, comma, _after = name.partition(",")
    if comma:
        return _article_off(fold(before).split())
    written = name.split()
    capitals = [one for one in written if one.isupper() and len(one) > 1]
    if capitals and len(capitals) < len(written):
        return _article_off(fold(" ".join(capitals)).split())
    words = fold(name).split()
    first = 2 if words and words[0] in _SERVANT else 1
    return _article_off(words[first:])


def _article_off(words: Sequence[str]) -> list[str]:
    return [one.removeprefix("ال") if one.startswith("ال") and len(one) > 4 else one for one in words]


def people_in(tokens: Sequence[Token], person: Wanted, common: Collection[str]) -> Iterator[tuple[int, int]]:
    """Where a person stands in a text: words of the name side by side, or one of the family's."""
    place = 0
    while place < len(tokens):
        matched = _matched(tokens[place].folded, person, common)
        if matched is None:
            place += 1
            continue
        last, met = _run(tokens, place, matched, person, common)
        if len(met) > 1 or met & person.family or _alone(tokens, place, last, matched, person, common):
            first = place - 1 if place and tokens[place - 1].folded in _ARTICLES else place
            yield tokens[first].start, tokens[last].end
        place = last + 1


def _alone(
    tokens: Sequence[Token], place: int, last: int, matched: str, person: Wanted, common: Collection[str]
) -> bool:
    """Whether one word of a name tells who it is by itself: after a title always, a given name unless it is a word of
    every day, a king's, or a guess at too few letters."""
    if place and tokens[place - 1].folded in _TITLES:
        return True
    token = tokens[place].folded
    after = tokens[last + 1].folded if last + 1 < len(tokens) else ""
    if matched not in person.given or after in _REIGNS or any(one in common for one in _forms(token)):
        return False
    if is_arabic(token) == is_arabic(matched):
        return len(matched) > GIVEN_MIN or token == matched
    return len(matched) >= GUESSED_MIN


def _run(
    tokens: Sequence[Token], first: int, matched: str, person: Wanted, common: Collection[str]
) -> tuple[int, set[str]]:
    """The last of the words side by side that belong to one name, and which of its words they are."""
    last, met = first, {matched}
    for place in range(first + 1, len(tokens)):
        found = _matched(tokens[place].folded, person, common)
        if found is not None:
            last = place
            met.add(found)
        elif tokens[place].folded not in PARTICLES:
            break
    return last, met


def _matched(token: str, person: Wanted, common: Collection[str]) -> str | None:
    """Which word of the name a word of a text is, if it is one."""
    if token in PARTICLES:
        return None
    forms = _forms(token)
    for one in forms:
        if one in person.words:
            return one
    if token in common:
        return None
    return next((word for word in person.words if any(_alike(one, word, person.crosses) for one in forms)), None)


def _forms(token: str) -> list[str]:
    """The word as it stands, and without what is written onto it."""
    if is_arabic(token):
        return [
            token,
            *(token.removeprefix(one) for one in _JOINED if token.startswith(one) and len(token) > len(one) + 2),
        ]
    return [token, token[2:]] if token.startswith(("el", "al")) and len(token) > 6 else [token]


def _alike(token: str, word: str, crosses: bool) -> bool:
    arabic, wanted_arabic = is_arabic(token), is_arabic(word)
    if not arabic and not wanted_arabic:
        heard = sound(token)
        return len(heard) >= SOUND_MIN and heard == sound(word)
    if arabic == wanted_arabic or not crosses or len(word) < FAMILY_MIN:
        return False
    pattern, said = (written_as(word), token) if arabic else (heard_as(word), sound(token))
    return pattern.match(said) is not None
