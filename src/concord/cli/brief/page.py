"""The page of a brief: one HTML file that opens from disk, without a server and without a network.

The page holds the answers as data and its script only looks them up; the matrix of the date of the brief is written
into the page as well, so that it can be read where no script runs. Source: docs/spec/brief.md.
"""

from __future__ import annotations

import base64
import hashlib
import json
from datetime import date
from functools import cache
from importlib.resources import files

from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup

from concord.dissemination.brief.contract import Brief, View

WORDS = {
    "released": "released",
    "releasable": "releasable on decision",
    "refer": "needs a decision",
    "withheld": "not released",
}
"""The word of each outcome on screen."""
MARKS = {"released": "●", "releasable": "◐", "refer": "◇", "withheld": "–"}
SCRIPTS = ("lookup", "state", "dates", "panel", "matrix", "editions", "hypotheses", "start")
"""The parts of the page's script, in the order in which they run."""


def render(brief: Brief) -> str:
    """The page of `brief`, complete: style, script and answers are inside it, and nothing is fetched.

    Raises:
        ValueError: no view of the brief holds the date of the brief (a mistake of the caller).
    """
    view = view_on(brief, brief["as_of"])
    style, script = _part("page.css"), _script()
    return _template().render(
        brief=brief,
        view=view,
        counts=count(brief, view),
        seats=sum(len(column["seats"]) for column in view["columns"]),
        words=WORDS,
        marks=MARKS,
        style=Markup(style),
        script=Markup(script),
        style_digest=_digest(style),
        script_digest=_digest(script),
        data=embed(brief),
    )


def view_on(brief: Brief, day: str) -> View:
    """The view that holds on `day` (ISO date).

    Raises:
        ValueError: no view holds then.
    """
    for view in brief["views"]:
        if view["at"] <= day and (view["until"] is None or day < view["until"]):
            return view
    raise ValueError(f"no view of the brief holds on {day}")


def count(brief: Brief, view: View) -> dict[str, int]:
    """Squares (portion x seat) of `view` by outcome, in the order of the legend; all four are always there."""
    counts = dict.fromkeys(WORDS, 0)
    for row in view["squares"]:
        for column, answer in zip(view["columns"], row, strict=True):
            counts[brief["answers"][answer]["outcome"]] += len(column["seats"])
    return counts


def embed(brief: Brief) -> Markup:
    """`brief` as JSON that cannot end the script element it stands in, nor open a comment there."""
    text = json.dumps(brief, ensure_ascii=False, separators=(",", ":"))
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(text)


def day(iso: str) -> str:
    """`2017-05-15` as `15 May 2017`; a text that is no ISO date as it is."""
    try:
        read = date.fromisoformat(iso)
    except ValueError:
        return iso
    return f"{read.day} {read:%B} {read.year}"


def _part(name: str) -> str:
    return files("concord.cli.brief").joinpath(name).read_text(encoding="utf-8")


def _script() -> str:
    parts = "\n".join(_part(f"page_{name}.js") for name in SCRIPTS)
    return f'"use strict";\n(() => {{\n{parts}}})();\n'


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


@cache
def _template() -> Template:
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters["day"] = day
    environment.filters["number"] = "{:,}".format
    return environment.from_string(_part("page.html.j2"))
