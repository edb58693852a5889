"""Both officers at a house of their own: what they do changes it."""

from __future__ import annotations

from dataclasses import dataclass

from tests.web.house import House
from tests.web.visiting import PASSWORD, Visitor


@dataclass(frozen=True)
class Officers:
    """A site with both officers, who said a short while ago who they are."""

    house: House
    site: str
    first: Visitor
    second: Visitor

    def visitor(self, account: str, password: str = PASSWORD) -> Visitor:
        """Somebody who came in."""
        found = Visitor(self.site)
        found.sign_in(account, password)
        return found


def officer_at(site: str, number: int) -> Visitor:
    """An officer who came in, in the post by which he keeps the facts."""
    visitor = Visitor(site)
    visitor.sign_in(f"sec-{number}")
    visitor.post("/", to="/seat", post=f"GSC/security-{number}", next="/")
    return visitor


def confirmed(visitor: Visitor) -> Visitor:
    """The same, who said again who he is."""
    visitor.post("/account/reauthenticate/", password=PASSWORD, next="/")
    return visitor
