"""Coming in as a persona: by a page, with the seat chosen, or by a token."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from tests.web.house import PEOPLE
from tests.web.proofs.furnishing import PERSONAS, Furnished
from tests.web.proofs.walking import LEAST, Found, Reach, heard, least_of, program, typed_of, walked
from tests.web.serving import ROOT
from tests.web.visiting import Visitor

POSTS = {account: post.id for account, (post, _) in PEOPLE.items()}


def come_in(site: str, persona: str, language: str = "en") -> Visitor:
    """A visitor who is a persona from now on."""
    visitor = Visitor(site, language)
    account, _, post = persona.partition(" ")
    if account:
        visitor.sign_in(account)
    if post:
        visitor.post("/", to="/seat", post=post)
    return visitor


def tokens_of(folder: Path) -> Mapping[str, str]:
    """A token for each delegate."""
    wanted = "\n".join(f"{account} {post} 30" for account, post in POSTS.items())
    command = [sys.executable, "-m", "tests.web.tokens", str(folder)]
    done = subprocess.run(command, input=wanted, text=True, check=True, cwd=ROOT, stdout=subprocess.PIPE)
    return dict(zip(POSTS, done.stdout.split(), strict=True))


def all_of(site: str, furnished: Furnished, persona: str, routes: tuple[str, ...], reach: Reach) -> Found:
    """Everything that a persona gets out of a site."""
    visitor = come_in(site, persona)
    answers = walked(visitor, typed_of(routes, furnished), reach)
    return Found(persona, answers | ({"/live": heard(visitor)} if PERSONAS[persona] else {}))


def least_by(site: str, furnished: Furnished, persona: str) -> Found:
    """What a persona gets where a broken site is found."""
    return Found(persona, walked(come_in(site, persona), least_of(furnished), LEAST))


def all_by(site: str, furnished: Furnished, persona: str, token: str) -> Found:
    """Everything that a persona's program gets out of the API."""
    return Found(persona, program(site, token, furnished))
