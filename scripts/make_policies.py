"""Write the exercise policies that ship: NATO, EU and public, as Open XML SPIF 2.1 files.

They are made from public facts and carry no authority; each file says so. Run from the root of the repository:

    python scripts/make_policies.py

Source: docs/spec/profile.md, "The policies that ship".
"""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path

from concord.formats.spif.write import write
from concord.release.labels import Kind
from concord.release.policy import Level, Marking, Policy, Qualifier, Tag, TagSet, Value

FOLDER = Path(__file__).resolve().parents[1] / "src" / "concord" / "policies"

# Object identifiers under 2.25 (ITU-T X.667), each a random UUID drawn once.
OID = {
    "NATO exercise policy": "2.25.44605527493059978827446488071224914390",
    "NATO Special Category Designators": "2.25.93310676241531486671630678340081655213",
    "NATO Releasable To": "2.25.183136138565104502035443547385883410536",
    "NATO Only": "2.25.42655640516525481176644445951124139389",
    "NATO Context": "2.25.50941021978161959749496416229059465690",
    "NATO Administrative": "2.25.55382089913959983686501988428398396310",
    "EU exercise policy": "2.25.242286316441834372546050672908408354852",
    "EU Distribution": "2.25.290047231670843560920884095853541492018",
    "EU Releasable To": "2.25.77405779041493990726149626736064376046",
    "EU Administrative": "2.25.233165740143759736974966172207619578908",
    "public": "2.25.56103973643503641556120788529535825810",
}

SINCE = datetime(1995, 1, 1, tzinfo=UTC)
"""The beginning of edition 1: before every date an exercise can be set at."""

NOTICE = (
    b'<notice xmlns="urn:concord:policy:1:0">Exercise policy of Concord, made from public facts. It carries no '
    b"authority: no organisation has issued or approved it, and no real information may be marked or released "
    b"under it.</notice>"
)

# ISO 3166-1 alpha-3, the code in EU style, English and French short names; in the order of the English names.
STATES = (
    ("ALB", "AL", "Albania", "Albanie"),
    ("AUS", "AU", "Australia", "Australie"),
    ("AUT", "AT", "Austria", "Autriche"),
    ("BEL", "BE", "Belgium", "Belgique"),
    ("BIH", "BA", "Bosnia and Herzegovina", "Bosnie-Herzégovine"),
    ("BGR", "BG", "Bulgaria", "Bulgarie"),
    ("CAN", "CA", "Canada", "Canada"),
    ("HRV", "HR", "Croatia", "Croatie"),
    ("CYP", "CY", "Cyprus", "Chypre"),
    ("CZE", "CZ", "Czechia", "Tchéquie"),
    ("DNK", "DK", "Denmark", "Danemark"),
    ("EST", "EE", "Estonia", "Estonie"),
    ("FIN", "FI", "Finland", "Finlande"),
    ("FRA", "FR", "France", "France"),
    ("GEO", "GE", "Georgia", "Géorgie"),
    ("DEU", "DE", "Germany", "Allemagne"),
    ("GRC", "EL", "Greece", "Grèce"),
    ("HUN", "HU", "Hungary", "Hongrie"),
    ("ISL", "IS", "Iceland", "Islande"),
    ("IRQ", "IQ", "Iraq", "Iraq"),
    ("IRL", "IE", "Ireland", "Irlande"),
    ("ISR", "IL", "Israel", "Israël"),
    ("ITA", "IT", "Italy", "Italie"),
    ("JPN", "JP", "Japan", "Japon"),
    ("JOR", "JO", "Jordan", "Jordanie"),
    ("LVA", "LV", "Latvia", "Lettonie"),
    ("LIE", "LI", "Liechtenstein", "Liechtenstein"),
    ("LTU", "LT", "Lithuania", "Lituanie"),
    ("LUX", "LU", "Luxembourg", "Luxembourg"),
    ("MLT", "MT", "Malta", "Malte"),
    ("MRT", "MR", "Mauritania", "Mauritanie"),
    ("MDA", "MD", "Moldova", "Moldavie"),
    ("MNE", "ME", "Montenegro", "Monténégro"),
    ("MAR", "MA", "Morocco", "Maroc"),
    ("NLD", "NL", "Netherlands", "Pays-Bas"),
    ("MKD", "MK", "North Macedonia", "Macédoine du Nord"),
    ("NOR", "NO", "Norway", "Norvège"),
    ("POL", "PL", "Poland", "Pologne"),
    ("PRT", "PT", "Portugal", "Portugal"),
    ("ROU", "RO", "Romania", "Roumanie"),
    ("SRB", "RS", "Serbia", "Serbie"),
    ("SVK", "SK", "Slovakia", "Slovaquie"),
    ("SVN", "SI", "Slovenia", "Slovénie"),
    ("ESP", "ES", "Spain", "Espagne"),
    ("SWE", "SE", "Sweden", "Suède"),
    ("CHE", "CH", "Switzerland", "Suisse"),
    ("TUN", "TN", "Tunisia", "Tunisie"),
    ("TUR", "TR", "Türkiye", "Turquie"),
    ("UKR", "UA", "Ukraine", "Ukraine"),
    ("GBR", "UK", "United Kingdom", "Royaume-Uni"),
    ("USA", "US", "United States", "États-Unis"),
)

NEVER_ALLIES = frozenset(
    {
        *("AUS", "AUT", "BIH", "CYP", "GEO", "IRQ", "IRL", "ISR", "JPN", "JOR", "LIE"),
        *("MLT", "MRT", "MDA", "MAR", "SRB", "CHE", "TUN", "UKR"),
    },
)
"""States that may not be named at the top level: no ally at any date."""

EU_BODIES = (
    ("EU Council", "EU Council", "Conseil de l'UE"),
    ("EU Commission", "EU Commission", "Commission de l'UE"),
    ("EEAS", "EEAS", "SEAE"),
    ("EU institutions", "EU institutions", "institutions de l'UE"),
)

NATO_LEVELS = ("UNCLASSIFIED", "RESTRICTED", "CONFIDENTIAL", "SECRET", "TOP SECRET")
NATO_LEVELS_FR = ("SANS CLASSIFICATION", "DIFFUSION RESTREINTE", "CONFIDENTIEL", "SECRET", "TRES SECRET")
NATO_PORTIONS = ("NU", "NR", "NC", "NS", "CTS")
CLASSIFIED, TOP = NATO_LEVELS[1:], NATO_LEVELS[4:]

EU_LEVELS = (
    ("EU UNCLASSIFIED", None, "EU-U"),
    ("RESTREINT UE/EU RESTRICTED", None, "R-UE/EU-R"),
    ("CONFIDENTIEL UE/EU CONFIDENTIAL", None, "C-UE/EU-C"),
    ("SECRET UE/EU SECRET", None, "S-UE/EU-S"),
    ("TRES SECRET UE/EU TOP SECRET", "TRÈS SECRET UE/EU TOP SECRET", "TS-UE/EU-TS"),
)

PAGE, PORTION = "pageTopBottom", "portionMarking"
REPLACED = Marking(phrase="", language=None, codes=frozenset({"replacePolicy"}))
HIDDEN = Marking(phrase=None, language=None, codes=frozenset({"noMarkingDisplay", "noNameDisplay"}))


def phrases(english: str, french: str | None) -> tuple[Marking, ...]:
    """What is printed for a level or value at the top and bottom of a page, in both languages."""
    page = frozenset({PAGE})
    first = Marking(english, "en", page)
    return (first,) if french is None else (first, Marking(french, "fr", page))


def around(place: str, english: str, french: str | None = None, *, code: str = PAGE) -> tuple[Qualifier, ...]:
    """A prefix, suffix or separator, in French too where it differs."""
    first = Qualifier(english, place, None, code)
    return (first,) if french is None else (first, Qualifier(french, place, "fr", code))


def portion_list(prefix: str) -> tuple[Qualifier, ...]:
    """How a list is printed in a portion mark."""
    return (*around("prefix", prefix, code=PORTION), *around("separator", ", ", code=PORTION))


def after_dash() -> tuple[Qualifier, ...]:
    """How restrictive and informative values are printed: after a dash, and in a portion mark without it."""
    return (*around("prefix", "- "), *around("separator", " "), *around("separator", " ", code=PORTION))


def tag_set(owner: str, name: str, kind: Kind, values: tuple[Value, ...], *qualifiers: Qualifier) -> TagSet:
    """A tag set with one tag, its values numbered from 1."""
    numbered = tuple(
        Value(v.name, str(number), excluded_levels=v.excluded_levels, markings=v.markings)
        for number, v in enumerate(values, 1)
    )
    return TagSet(name, OID[f"{owner} {name}"], (Tag(name, kind, numbered, qualifiers=qualifiers),))


def nato() -> Policy:
    """The NATO exercise policy."""
    return Policy(
        name="NATO exercise policy",
        oid=OID["NATO exercise policy"],
        edition=1,
        since=SINCE,
        levels=tuple(nato_level(rank) for rank in range(1, 6)),
        tag_sets=(nato_context(), nato_designators(), nato_releasable(), nato_only(), administrative("NATO")),
        markings=(Marking("NATO", None, frozenset({"replacePolicy"})),),
        extensions=(NOTICE,),
    )


def nato_level(rank: int) -> Level:
    """One level; the top one is printed with COSMIC in place of NATO."""
    english, french, short = NATO_LEVELS[rank - 1], NATO_LEVELS_FR[rank - 1], NATO_PORTIONS[rank - 1]
    cosmic = (Marking("COSMIC", None, frozenset({"replacePolicy"})),) if english == "TOP SECRET" else ()
    portion = Marking(short, None, frozenset({PORTION}))
    return Level(english, rank, str(rank), markings=(*cosmic, *phrases(english, french), portion))


def nato_context() -> TagSet:
    """Whose information it is; the marker says that a release list follows."""
    values = [Value("NATO", markings=(context_phrase("NATO"),))]
    for group in ("EAPC", "PFP", "KFOR"):
        values.append(Value(group, excluded_levels=TOP, markings=(context_phrase(f"NATO/{group}"),)))
    values.append(Value("Releasable", excluded_levels=TOP, markings=(HIDDEN,)))
    return tag_set("NATO", "Context", Kind.PERMISSIVE, tuple(values))


def context_phrase(phrase: str) -> Marking:
    """A phrase printed in place of the policy's name, and nowhere else."""
    return Marking(phrase, None, frozenset({"noNameDisplay", "replacePolicy"}))


def nato_designators() -> TagSet:
    """Special categories, each granted in person."""
    values = (
        Value("ATOMAL", excluded_levels=NATO_LEVELS[:2]),
        Value("CRYPTO", excluded_levels=NATO_LEVELS[:2]),
        Value("BOHEMIA", excluded_levels=NATO_LEVELS[:1]),
    )
    return tag_set("NATO", "Special Category Designators", Kind.RESTRICTIVE, values, *after_dash())


def nato_releasable() -> TagSet:
    """To whom it has been released; NATO itself is repeated but not printed."""
    values = (Value("NATO", markings=(HIDDEN,)), *nato_recipients(allies_at_top=False))
    page = (*around("prefix", "Releasable to ", "Communicable à "), *around("separator", ", "))
    return tag_set("NATO", "Releasable To", Kind.PERMISSIVE, values, *page, *portion_list("REL "))


def nato_only() -> TagSet:
    """Who alone may read it."""
    values = (Value("NATO"), *nato_recipients(allies_at_top=True))
    page = (*around("suffix", " Only", " seulement"), *around("separator", ", "))
    return tag_set("NATO", "Only", Kind.PERMISSIVE, values, *page, *portion_list("ONLY: "))


def nato_recipients(*, allies_at_top: bool) -> tuple[Value, ...]:
    """Groups, bodies of the EU, and states; above UNCLASSIFIED the two large groups are too wide."""
    groups = [Value(name, excluded_levels=CLASSIFIED) for name in ("EAPC", "PFP")]
    groups.append(Value("KFOR", excluded_levels=TOP))
    bodies = [Value(name, excluded_levels=TOP, markings=phrases(en, fr)) for name, en, fr in EU_BODIES]
    states = [
        Value(code, excluded_levels=() if allies_at_top and code not in NEVER_ALLIES else TOP, markings=phrases(en, fr))
        for code, _, en, fr in STATES
    ]
    return (*groups, *bodies, *states)


def administrative(owner: str) -> TagSet:
    """What kind of paper it is; never decides."""
    values = tuple(Value(name) for name in ("MANAGEMENT", "STAFF", "PERSONAL", "MEDICAL", "COMMERCIAL"))
    return tag_set(owner, "Administrative", Kind.INFORMATIVE, values, *after_dash())


def eu() -> Policy:
    """The EU exercise policy; its levels name the owner, so the policy's name is not printed."""
    levels = tuple(
        Level(name, rank, str(rank), markings=(*phrases(name, fr), Marking(short, None, frozenset({PORTION}))))
        for rank, (name, fr, short) in enumerate(EU_LEVELS)
    )
    return Policy(
        name="EU exercise policy",
        oid=OID["EU exercise policy"],
        edition=1,
        since=SINCE,
        levels=levels,
        tag_sets=(eu_distribution(), eu_releasable(), administrative("EU")),
        markings=(REPLACED,),
        extensions=(NOTICE,),
    )


def eu_distribution() -> TagSet:
    """LIMITE is a distribution marking of papers that are not classified, not a level."""
    limite = Value("LIMITE", excluded_levels=tuple(name for name, _, _ in EU_LEVELS[1:]))
    return tag_set("EU", "Distribution", Kind.RESTRICTIVE, (limite,), *after_dash())


def eu_releasable() -> TagSet:
    """The EU or its institutions, and to whom else it has been released."""
    values = (
        Value("EU", markings=(HIDDEN,)),
        Value("EU institutions", markings=phrases("EU institutions", "institutions de l'UE")),
        Value("NATO", markings=phrases("NATO", "OTAN")),
        Value("EU MISSION", markings=phrases("EU MISSION", "MISSION DE L'UE")),
        *(Value(code, markings=phrases(en, fr)) for _, code, en, fr in STATES),
    )
    page = (*around("prefix", "RELEASABLE TO ", "COMMUNICABLE À "), *around("separator", ", "))
    return tag_set("EU", "Releasable To", Kind.PERMISSIVE, values, *page, *portion_list("REL "))


def public() -> Policy:
    """Information for everybody: one level, printed PUBLIC."""
    level = Level("PUBLIC", 0, "0", markings=phrases("PUBLIC", "PUBLIC"))
    return Policy(
        name="public",
        oid=OID["public"],
        edition=1,
        since=SINCE,
        levels=(level,),
        markings=(REPLACED,),
        extensions=(NOTICE,),
    )


FILES = {"nato-exercise.spif.xml": nato, "eu-exercise.spif.xml": eu, "public.spif.xml": public}


def main() -> None:
    """Write the three files into a folder."""
    parser = argparse.ArgumentParser(description="Write the exercise policies that ship.")
    parser.add_argument("folder", nargs="?", type=Path, default=FOLDER)
    folder: Path = parser.parse_args().folder
    for name, policy in FILES.items():
        (folder / name).write_bytes(write(policy()))


if __name__ == "__main__":
    main()
