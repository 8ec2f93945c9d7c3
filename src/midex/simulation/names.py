"""The lists of names, one file for each language, and by which custom a family is called."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from random import Random

from midex.formats.declaration import read_yaml
from midex.simulation.people import Name

Names = tuple[Name, ...]
"""What somebody is called by, in order; empty where they have no such name."""

WIFE_WITHOUT = 0.7
"""Of families called by their tribe, the share in which the wife is called by no family name."""


@dataclass(frozen=True, kw_only=True)
class NameList:
    """The names of one language: given names by sex, family names, and the custom that gives them."""

    script: str
    custom: str
    generations: int
    without_family_name: float
    given: Mapping[str, Names]
    family: Names
    womens: frozenset[str]
    feminine: Mapping[str, tuple[str, str, str]]

    def given_name(self, sex: str, draw: Random) -> Names:
        """A given name."""
        return (draw.choice(self.given[sex]),)

    def fathers(self, draw: Random) -> Names:
        """The given names of a father, and of his where the custom goes on to him."""
        return tuple(draw.choice(self.given["M"]) for _ in range(self.generations))


@cache
def names_of(language: str) -> NameList:
    """The names of a language."""
    said = read_yaml(files(__package__).joinpath("names", f"{language}.yaml").read_text("utf-8"))
    return NameList(
        script=said["script"],
        custom=said["custom"],
        generations=said.get("generations", 1),
        without_family_name=said["without_family_name"],
        given={"M": _names(said["male"]), "F": _names(said["female"])},
        family=_names(said["family"]),
        womens=frozenset(said.get("womens", ())),
        feminine={ending: tuple(forms) for ending, forms in said.get("feminine", {}).items()},
    )


def _names(said: Mapping[str, str]) -> Names:
    return tuple(Name(native, tuple(latin.split(", "))) for native, latin in said.items())


def family_names(
    names: NameList, sexes: Sequence[str], parents: int, husbands_given: Names, draw: Random
) -> tuple[Names, ...]:
    """What each of a family is called besides the given name, by the custom of their language.

    The first ``parents`` of them are a couple, the husband before the wife, or one parent, and the others their
    children; where nobody is a parent they are brothers and sisters, or somebody alone. ``husbands_given`` is the given
    name of the children's father, whether he is with them or not.
    """
    wife = parents - 1 if parents and sexes[parents - 1] == "F" else None
    if names.custom == "fathers-given":
        return _after_fathers(names, len(sexes), parents, wife, husbands_given, draw)
    if draw.random() < names.without_family_name:
        return ((),) * len(sexes)
    if names.custom == "own-second-name":
        return tuple((_own(names, sex, draw),) for sex in sexes)
    shared = draw.choice(names.family)
    return tuple(
        _wifes(names, shared, husbands_given, draw) if at == wife else (_for_sex(shared, sex, names),)
        for at, sex in enumerate(sexes)
    )


def _after_fathers(
    names: NameList, people: int, parents: int, wife: int | None, husbands_given: Names, draw: Random
) -> tuple[Names, ...]:
    """Somali and Tigrinya names go on with the given names of the father, and of his father."""
    husbands = names.fathers(draw)
    children = (*husbands_given, *husbands)[: names.generations] if parents else husbands
    wifes = names.fathers(draw)
    return tuple(wifes if at == wife else husbands if at < parents else children for at in range(people))


def _own(names: NameList, sex: str, draw: Random) -> Name:
    return draw.choice([name for name in names.family if (name.native in names.womens) == (sex == "F")])


def _wifes(names: NameList, shared: Name, husbands_given: Names, draw: Random) -> Names:
    if names.custom == "wife-keeps-hers":
        return (draw.choice(names.family),)
    if names.custom == "husbands-given":
        return husbands_given
    if names.custom == "tribe" and draw.random() < WIFE_WITHOUT:
        return ()
    return (_for_sex(shared, "F", names),)


def _for_sex(name: Name, sex: str, names: NameList) -> Name:
    """A woman's form of a family name, where the language has one."""
    for ending, (native, man, woman) in names.feminine.items():
        if sex == "F" and name.native.endswith(ending):
            latin = tuple(one.removesuffix(man) + woman for one in name.latin)
            return Name(name.native.removesuffix(ending) + native, latin)
    return name
