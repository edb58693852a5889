"""What the register is made of: action points, dated status reports and notes on them.

Source: docs/spec/commitments.md C1-C6.
"""

from __future__ import annotations

from collections.abc import Mapping

from concord.desk import Field, Kind, Names, PortionKind, Type
from concord.directory.kinds import GRADES

AREAS: Mapping[str, Names] = {
    "1": Names("Countering hybrid threats", "Lutte contre les menaces hybrides"),
    "2": Names(
        "Operational cooperation including maritime issues",
        "Coopération opérationnelle, y compris les questions maritimes",
    ),
    "3": Names("Cyber security and defence", "Cybersécurité et cyberdéfense"),
    "4": Names("Defence capabilities", "Capacités de défense"),
    "5": Names("Defence industry and research", "Industrie et recherche de défense"),
    "6": Names("Exercises", "Exercices"),
    "7": Names("Defence and security capacity-building", "Renforcement des capacités de défense et de sécurité"),
    "8": Names("Strengthening political dialogue", "Renforcement du dialogue politique"),
}
"""The seven areas of the Joint Declaration of July 2016, and what its common set of proposals adds to them."""

TYPES: Mapping[str, Names] = {
    "one-off": Names("One-off", "Ponctuelle"),
    "recurring": Names("Recurring", "Récurrente"),
    "continuous": Names("Continuous", "Continue"),
}

ROLES: Mapping[str, Names] = {
    "lead": Names("Lead", "Chef de file"),
    "co-lead": Names("Co-lead", "Co-chef de file"),
    "contributor": Names("Contributor", "Contributeur"),
    "informed": Names("Informed", "Informé"),
}

STATUSES: Mapping[str, Names] = {
    "not-started": Names("Not started", "Non commencée"),
    "limited": Names("Limited", "Limitée"),
    "substantial": Names("Substantial", "Substantielle"),
    "complete": Names("Complete", "Achevée"),
    "on-cycle": Names("On cycle", "Cycle tenu"),
    "missed-cycle": Names("Missed cycle", "Cycle manqué"),
    "no-evidence": Names("No evidence", "Aucun élément"),
}
"""The five of the Open Government Partnership, and two for what comes again and again."""

STATUSES_OF: Mapping[str, tuple[str, ...]] = {
    "one-off": ("not-started", "limited", "substantial", "complete", "no-evidence"),
    "recurring": ("on-cycle", "missed-cycle", "no-evidence"),
    "continuous": ("not-started", "limited", "substantial", "no-evidence"),
}
"""Which statuses a point of a type may have (C4)."""

CAUSES: Mapping[str, Names] = {
    "political": Names("Political", "Politique"),
    "legal": Names("Legal", "Juridique"),
    "clearance": Names("Clearances", "Habilitations"),
    "secure-communications": Names("Secure communications", "Communications sécurisées"),
    "resources": Names("Resources", "Ressources"),
    "partner": Names("Partner", "Partenaire"),
}

HEAD, PARTICIPATION, NOTE = "head", "participation", "note"
NEXT, BLOCK, ASK, ACCOUNT = "next", "block", "ask", "account"


def _field(name: str, kind: Type, portion: str, en: str, fr: str, **more: object) -> Field:
    return Field(name, kind, portion, Names(en, fr), **more)  # type: ignore[arg-type]  # the flags of a field


def _code(name: str, portion: str, en: str, fr: str, choices: Mapping[str, Names], **more: object) -> Field:
    return _field(name, Type.CODE, portion, en, fr, choices=tuple(choices), **more)


ACTION_POINT = Kind(
    "action-point",
    Names("Action point", "Action"),
    (PortionKind(HEAD), PortionKind(PARTICIPATION, repeats=True)),
    (
        _field("number", Type.WORD, HEAD, "Number", "Numéro", indexed=True, searchable=True, required=True),
        _field("order", Type.WHOLE, HEAD, "Order", "Ordre", indexed=True),
        _code("area", HEAD, "Area", "Domaine", AREAS, indexed=True, required=True),
        _field("theme-en", Type.WORD, HEAD, "Theme (English)", "Thème (anglais)", searchable=True),
        _field("theme-fr", Type.WORD, HEAD, "Theme (French)", "Thème (français)", searchable=True),
        _field("text-en", Type.TEXT, HEAD, "Text (English)", "Texte (anglais)", searchable=True),
        _field("text-fr", Type.TEXT, HEAD, "Text (French)", "Texte (français)", searchable=True),
        _field("reference", Type.WORD, HEAD, "Reference", "Référence", searchable=True),
        _code("type", HEAD, "Type", "Type", TYPES, indexed=True, required=True),
        _field("cycles", Type.WHOLE, HEAD, "Cycles a year", "Cycles par an"),
        _field("since", Type.DAY, HEAD, "Agreed on", "Convenue le", indexed=True, required=True),
        _field("deadline", Type.WORD, HEAD, "Deadline", "Échéance"),
        _field("due", Type.DAY, HEAD, "Due", "À terme le", indexed=True),
        _field("exercise", Type.YES_NO, HEAD, "Exercise", "Exercice", indexed=True),
        _code("confidence", HEAD, "Confidence", "Fiabilité", GRADES, indexed=True, required=True),
        _field("source", Type.WORD, HEAD, "Source", "Source", many=True),
        _field("entity", Type.PARTY, PARTICIPATION, "Body", "Organe", required=True),
        _code("role", PARTICIPATION, "Role", "Rôle", ROLES, required=True),
        _field("post", Type.RECORD, PARTICIPATION, "Designated post", "Poste désigné"),
    ),
)
"""What both sides agreed to do: `post` is the record of a post of the directory."""

STATUS_REPORT = Kind(
    "status-report",
    Names("Status report", "Rapport de situation"),
    (
        PortionKind(HEAD),
        PortionKind(NEXT),
        PortionKind(BLOCK),
        PortionKind(ASK),
        PortionKind(ACCOUNT, repeats=True, variants=True),
    ),
    (
        _field("point", Type.RECORD, HEAD, "Action point", "Action", indexed=True, required=True),
        _field("entity", Type.PARTY, HEAD, "Body", "Organe", indexed=True, required=True),
        _field("day", Type.DAY, HEAD, "As of", "Situation au", indexed=True, required=True),
        _code("status", HEAD, "Status", "État", STATUSES, indexed=True, required=True),
        _field("review", Type.DAY, HEAD, "Next review", "Prochain examen", indexed=True),
        _field("exercise", Type.YES_NO, HEAD, "Exercise", "Exercice", indexed=True),
        _field("next-step", Type.TEXT, NEXT, "Next step", "Prochaine étape", searchable=True),
        _field("blocked", Type.YES_NO, BLOCK, "Blocked", "Bloquée", indexed=True),
        _code("cause", BLOCK, "Blocked by", "Bloquée par", CAUSES, indexed=True),
        _field("decision", Type.TEXT, ASK, "Decision asked", "Décision demandée", searchable=True),
        _field("account", Type.TEXT, ACCOUNT, "Account", "Compte rendu", searchable=True, required=True),
    ),
)
"""What one body says of one action point as of one day."""

POINT_NOTE = Kind(
    "point-note",
    Names("Note on an action point", "Note sur une action"),
    (PortionKind(NOTE),),
    (
        _field("point", Type.RECORD, NOTE, "Action point", "Action", indexed=True, required=True),
        _field("exercise", Type.YES_NO, NOTE, "Exercise", "Exercice", indexed=True),
        _field("note", Type.TEXT, NOTE, "Note", "Note", searchable=True, required=True),
    ),
)
"""What somebody notes on an action point, for whoever passes its label."""

KINDS = (ACTION_POINT, STATUS_REPORT, POINT_NOTE)
"""The kinds that this part brings."""

WORDS: Mapping[str, Mapping[str, Names]] = {
    "area": AREAS,
    "type": TYPES,
    "confidence": GRADES,
    "role": ROLES,
    "status": STATUSES,
    "cause": CAUSES,
}
"""What the choices of its codes are called, by field."""
