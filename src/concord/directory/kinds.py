"""The kinds of record people browse: institutions, posts, and the contacts by which posts are reached.

Fields follow the W3C Organization Ontology and Popolo where these have one. Who sits in a post, and whether it is
vacant, stands in no record: it is worked out from the roster (rules.py).
Source: docs/spec/directory.md N1-N6.
"""

from __future__ import annotations

from collections.abc import Mapping

from concord.desk import Field, Kind, Names, PortionKind, Type

HOUSES = ("EU", "NATO", "other")
"""The two houses, and what belongs to neither or to both."""

OTHER_HOUSE: Mapping[str, str] = {"EU": "NATO", "NATO": "EU"}

TOPICS: Mapping[str, Names] = {
    # the seven areas of the Joint Declaration of 8 July 2016
    "hybrid": Names("Hybrid threats", "Menaces hybrides"),
    "operations": Names("Operational cooperation", "Coopération opérationnelle"),
    "cyber": Names("Cyber security and defence", "Cybersécurité et cyberdéfense"),
    "capabilities": Names("Defence capabilities", "Capacités de défense"),
    "industry": Names("Defence industry and research", "Industrie et recherche de défense"),
    "exercises": Names("Exercises", "Exercices"),
    "capacity": Names("Defence and security capacity building", "Renforcement des capacités de défense et de sécurité"),
    # named by the Joint Declarations of 10 July 2018 and 10 January 2023
    "mobility": Names("Military mobility", "Mobilité militaire"),
    "terrorism": Names("Counter-terrorism", "Lutte contre le terrorisme"),
    "cbrn": Names("CBRN-related risks", "Risques CBRN"),
    "women": Names("Women, peace and security", "Les femmes, la paix et la sécurité"),
    "resilience": Names("Resilience", "Résilience"),
    "infrastructure": Names("Critical infrastructure", "Infrastructures critiques"),
    "technology": Names("Emerging and disruptive technologies", "Technologies émergentes et de rupture"),
    "space": Names("Space", "Espace"),
    "climate": Names("Climate change and security", "Changement climatique et sécurité"),
    "information": Names(
        "Foreign information manipulation and interference",
        "Activités de manipulation de l'information et d'ingérence menées depuis l'étranger",
    ),
    # what staffs ask for within these
    "energy": Names("Energy security", "Sécurité énergétique"),
    "maritime": Names("Maritime security", "Sûreté maritime"),
    "strategic-communication": Names("Strategic communication", "Communication stratégique"),
    "intelligence": Names("Intelligence sharing", "Échange de renseignement"),
    "crisis": Names("Crisis management", "Gestion de crise"),
}
"""What posts serve. A topic is added here, and never given another meaning."""

CHANNELS: Mapping[str, Names] = {
    "mail": Names("E-mail", "Courriel"),
    "secure-mail": Names("Secure e-mail", "Messagerie sécurisée"),
    "phone": Names("Telephone", "Téléphone"),
    "secure-phone": Names("Secure telephone", "Téléphone sécurisé"),
    "video": Names("Video conference", "Visioconférence"),
    "secure-video": Names("Secure video conference", "Visioconférence sécurisée"),
    "registry": Names("Registry", "Bureau d'ordre"),
    "liaison": Names("Liaison, by hand", "Liaison, de la main à la main"),
    "post": Names("Post", "Courrier"),
}

GRADES: Mapping[str, Names] = {
    "sourced": Names("Sourced", "Sourcé"),
    "well known": Names("Well known, not looked up", "Notoire, non vérifié"),
    "unconfirmed": Names("Unconfirmed", "Non confirmé"),
}
"""How sure a fact about an institution is; the words are those of the facts (FA10)."""


def _field(name: str, kind: Type, portion: str, en: str, fr: str, **more: object) -> Field:
    return Field(name, kind, portion, Names(en, fr), **more)  # type: ignore[arg-type]  # the flags of a field


INSTITUTION = Kind(
    "institution",
    Names("Institution", "Institution"),
    (PortionKind("head"), PortionKind("note", repeats=True, variants=True)),
    (
        _field("body", Type.PARTY, "head", "Body", "Organe", indexed=True, required=True),
        _field("name-en", Type.WORD, "head", "Name (English)", "Nom (anglais)", indexed=True, searchable=True),
        _field("name-fr", Type.WORD, "head", "Name (French)", "Nom (français)", indexed=True, searchable=True),
        _field("short-en", Type.WORD, "head", "Short name (English)", "Sigle (anglais)", indexed=True, searchable=True),
        _field("short-fr", Type.WORD, "head", "Short name (French)", "Sigle (français)", indexed=True, searchable=True),
        _field("house", Type.CODE, "head", "House", "Maison", indexed=True, required=True, choices=HOUSES),
        _field("form", Type.WORD, "head", "Form", "Forme", indexed=True),
        _field("parent", Type.PARTY, "head", "Part of", "Relève de", indexed=True),
        _field("since", Type.WORD, "head", "Since", "Depuis"),
        _field("until", Type.WORD, "head", "Until", "Jusqu'à"),
        _field("successor", Type.WORD, "head", "Succeeded by", "Remplacé par"),
        _field("source", Type.WORD, "head", "Source", "Source", many=True),
        _field(
            *("confidence", Type.CODE, "head", "Confidence", "Fiabilité"),
            indexed=True,
            required=True,
            choices=tuple(GRADES),
        ),
        _field("text", Type.TEXT, "note", "Note", "Note", searchable=True, required=True),
    ),
)
"""An organisation, an institution or one of their units. `since` and `until` are written as the source has them."""

POST = Kind(
    "post",
    Names("Post", "Poste"),
    (PortionKind("head"), PortionKind("note", repeats=True, variants=True)),
    (
        _field("post", Type.WORD, "head", "Post", "Poste", indexed=True, required=True),
        _field("title-en", Type.WORD, "head", "Title (English)", "Intitulé (anglais)", indexed=True, searchable=True),
        _field("title-fr", Type.WORD, "head", "Title (French)", "Intitulé (français)", indexed=True, searchable=True),
        _field("institution", Type.PARTY, "head", "Institution", "Institution", indexed=True, required=True),
        _field("house", Type.CODE, "head", "House", "Maison", indexed=True, required=True, choices=HOUSES),
        _field("topics", Type.CODE, "head", "Topics", "Thèmes", many=True, indexed=True, choices=tuple(TOPICS)),
        _field("languages", Type.WORD, "head", "Languages", "Langues", many=True, indexed=True),
        _field("text", Type.TEXT, "note", "Note", "Note", searchable=True, required=True),
    ),
)
"""A post, whoever sits in it: `post` is its id in the roster, `languages` are tags of BCP 47."""

CONTACT = Kind(
    "contact",
    Names("Contact", "Contact"),
    (PortionKind("head"), PortionKind("line"), PortionKind("carries", repeats=True)),
    (
        _field("post", Type.WORD, "head", "Post", "Poste", indexed=True),
        _field("person", Type.WORD, "head", "Person", "Personne", indexed=True),
        _field("channel", Type.CODE, "head", "Channel", "Canal", indexed=True, required=True, choices=tuple(CHANNELS)),
        _field("since", Type.DAY, "head", "Since", "Depuis", indexed=True),
        _field("until", Type.DAY, "head", "Until", "Jusqu'à", indexed=True),
        _field("address", Type.WORD, "line", "Address", "Adresse", searchable=True),
        _field("policy", Type.WORD, "carries", "Policy", "Politique", required=True),
        _field("level", Type.WORD, "carries", "Highest level", "Niveau maximal", required=True),
        _field("released-to", Type.WORD, "carries", "Released to", "Communicable à", many=True),
    ),
)
"""A channel to a post or to a person (their ids in the roster), and the highest level it may carry under each policy.

The address and each level have portions of their own: that there is a line may be known to more than what it bears.
"""

KINDS = (INSTITUTION, POST, CONTACT)
"""The kinds that this part brings."""
