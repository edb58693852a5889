"""The toy world behind the sample brief: seats, dates, groups and facts. Dates of memberships are public facts."""

from __future__ import annotations

from typing import NamedTuple

from concord.dissemination.brief.contract import Fact

LEVELS = {"R": 1, "C": 2, "S": 3}
PRINTED = {
    "ER": "RESTREINT UE/EU RESTRICTED",
    "EC": "CONFIDENTIEL UE/EU CONFIDENTIAL",
    "ES": "SECRET UE/EU SECRET",
    "NR": "NATO RESTRICTED",
    "NC": "NATO CONFIDENTIAL",
    "NS": "NATO SECRET",
}
SHORT = {"ER": "R-UE/EU-R", "EC": "C-UE/EU-C", "ES": "S-UE/EU-S", "NR": "NR", "NC": "NC", "NS": "NS"}
EU = (
    "AT 1995 BE 1995 BG 2007-01-01 HR 2013-07-01 CY 2004-05-01 CZ 2004-05-01 DK 1995 EE 2004-05-01 FI 1995 FR 1995 "
    "DE 1995 EL 1995 HU 2004-05-01 IE 1995 IT 1995 LV 2004-05-01 LT 2004-05-01 LU 1995 MT 2004-05-01 NL 1995 "
    "PL 2004-05-01 PT 1995 RO 2007-01-01 SK 2004-05-01 SI 2004-05-01 ES 1995 SE 1995 UK 1995"
)
NATO = (
    "AL 2009-04-01 BE 1995 BG 2004-03-29 CA 1995 HR 2009-04-01 CZ 1999-03-12 DK 1995 EE 2004-03-29 FR 1995 DE 1995 "
    "EL 1995 HU 1999-03-12 IS 1995 IT 1995 LV 2004-03-29 LT 2004-03-29 LU 1995 NL 1995 NO 1995 PL 1999-03-12 PT 1995 "
    "RO 2004-03-29 SK 2004-03-29 SI 2004-03-29 ES 1995 TR 1995 UK 1995 US 1995"
)
LATER = {"FI": "2023-04-04", "SE": "2024-03-07"}
PFP = {"AT": "1995-02-10", "FI": "1995", "IE": "1999-12-01", "SE": "1995", "MT": "2008-04-03"}
AGREED = {
    "NO": "2004-12-01",
    "IS": "2006-06-01",
    "US": "2007-04-30",
    "CH": "2008-06-01",
    "UA": "2007-02-01",
    "RS": "2012-08-01",
    "MD": "2017-05-01",
    "GE": "2020-04-01",
    "CA": "2018-06-01",
}
TURNS = {
    "1995-01-01": "The brief begins.",
    "1995-02-10": "Austria takes part in the Partnership for Peace.",
    "1999-03-12": "The Czech Republic, Hungary and Poland are members of NATO.",
    "1999-12-01": "Ireland takes part in the Partnership for Peace.",
    "2001-03-19": "The Council's security rules apply; levels are marked RESTREINT UE and above.",
    "2003-03-14": "The agreement between the EU and NATO on the security of information is in force.",
    "2004-03-29": "Seven states are members of NATO.",
    "2004-05-01": "Ten states are members of the EU.",
    "2004-12-01": "Agreement of the EU with Norway.",
    "2006-06-01": "Agreement of the EU with Iceland.",
    "2007-01-01": "Bulgaria and Romania are members of the EU.",
    "2007-02-01": "Agreement of the EU with Ukraine.",
    "2007-04-30": "Agreement of the EU with the United States.",
    "2008-04-03": "Malta takes part in the Partnership for Peace again.",
    "2008-06-01": "Agreement of the EU with Switzerland.",
    "2009-04-01": "Albania and Croatia are members of NATO.",
    "2012-08-01": "Agreement of the EU with Serbia.",
    "2013-07-01": "Croatia is a member of the EU.",
    "2014-01-01": "Clearances of two seats begin.",
    "2015-09-01": "A clearance of NATO staff ends.",
    "2016-12-06": "The common action points are agreed; two seats are briefed.",
    "2017-05-01": "Agreement of the EU with Moldova, day not confirmed.",
    "2017-06-05": "Montenegro is a member of NATO.",
    "2018-06-01": "Agreement of the EU with Canada.",
    "2018-06-26": "Clearances of two seats end.",
    "2020-02-01": "The United Kingdom is no longer a member of the EU.",
    "2020-03-27": "North Macedonia is a member of NATO.",
    "2020-04-01": "Agreement of the EU with Georgia, day not confirmed.",
    "2021-05-01": "Agreement of the EU with the United Kingdom.",
    "2023-04-04": "Finland is a member of NATO.",
    "2024-03-07": "Sweden is a member of NATO.",
}
GROUPS = {
    "common": ("Common members, through the EU", "States that are members of both on the day, reading through the EU."),
    "framework": ("EU members within the framework", "EU members in the Partnership for Peace with an agreement."),
    "outside": ("EU member outside the framework", "An EU member that the 2003 agreement does not cover on the day."),
    "posts": ("EU institutions' posts", "Officials of the Council, the Commission and the EEAS, cleared and briefed."),
    "nationals": ("EU posts, own nationality open", "Officials whose own nationality raises a question (R82)."),
    "before": ("Not members of the EU on this day", "States before their accession or after they left."),
    "allies": ("Common members, through NATO", "States that are members of both on the day, reading through NATO."),
    "agreed": ("Allies with an EU agreement", "Allies outside the EU with an agreement of their own with it."),
    "other": ("Allies without an EU agreement", "Allies outside the EU; no agreement of their own is among the facts."),
    "staff": ("NATO staff", "Posts of the international and the military staff, cleared."),
    "not-yet": ("Not members of NATO on this day", "States before their accession."),
    "partners": ("Partners with an EU agreement", "Partner states with an agreement with the EU in force."),
    "others": ("Partners without one", "Partner states; no agreement with the EU is among the facts."),
    "centre": ("Independent centre", "A body of its own, founded by states; it is no organ of either house."),
    "public": ("Anyone", "Readers without a seat in either house."),
}
FACTS: dict[str, Fact] = {
    "eu": Fact(text="Membership in the EU", since="", confidence="well known", source="treaties of accession"),
    "nato": Fact(text="Membership in NATO", since="", confidence="well known", source="protocols of accession"),
    "2003": Fact(
        text="Agreement between the EU and NATO on the security of information",
        since="2003-03-14",
        confidence="sourced",
        source="OJ L 80, 27.3.2003",
    ),
    "pfp": Fact(text="Partnership for Peace", since="", confidence="sourced", source="framework documents"),
    "agreement": Fact(text="Agreement of the state with the EU", since="", confidence="sourced", source="OJ"),
    "MD": Fact(text="Agreement of the EU with Moldova", since="2017", confidence="unconfirmed", source="a list"),
    "GE": Fact(text="Agreement of the EU with Georgia", since="2020", confidence="unconfirmed", source="a list"),
    "own": Fact(text="Nationality of officials", since="", confidence="unconfirmed", source="internal rules, not seen"),
    "cleared": Fact(text="Clearance of the seat", since="2014-01-01", confidence="sourced", source="roster"),
}


class Seat(NamedTuple):
    """A seat of the toy world."""

    name: str
    party: str
    through: str
    note: str = ""
    since: str = "1995-01-01"


def _periods(text: str) -> dict[str, str]:
    words = text.split()
    return dict(zip(words[::2], words[1::2], strict=True))


EU_SINCE, NATO_SINCE = _periods(EU), _periods(NATO) | {"ME": "2017-06-05", "MK": "2020-03-27"}
SEATS = (
    *(
        Seat(f"Delegate of {state}, EU", state, "the EU", "uncleared" if state in ("PT", "HU") else "")
        for state in EU_SINCE
    ),
    *(Seat(f"{post} planner", "institution", "the EU") for post in ("Council", "Commission", "EEAS", "Cell")),
    *(Seat(f"EEAS official {number}", "institution", "the EU", "open") for number in (1, 2)),
    *(Seat(f"Delegate of {state}, NATO", state, "NATO") for state in NATO_SINCE if state not in ("ME", "MK")),
    *(Seat(f"{post} officer", "institution", "NATO") for post in ("Operations", "Exercise", "Civil emergency")),
    Seat("Liaison officer", "institution", "NATO", "uncleared"),
    *(Seat(f"Embassy of {state}", state, state) for state in ("CH", "UA", "RS", "MD")),
    Seat("Embassy of GE", "GE", "GE", since="2007-01-01"),
    Seat("Delegate of ME, NATO", "ME", "NATO", since="2017-06-05"),
    Seat("Director of the centre", "centre", "centre"),
    Seat("Reader of the press room", "public", "public"),
)


def _in_eu(party: str, day: str) -> bool:
    return EU_SINCE.get(party, "9") <= day and not (party == "UK" and day >= "2020-02-01")


def _in_nato(party: str, day: str) -> bool:
    return NATO_SINCE.get(party, LATER.get(party, "9")) <= day


def group_of(seat: Seat, day: str) -> str:
    """The group of a seat on a day."""
    both = _in_eu(seat.party, day) and _in_nato(seat.party, day)
    if seat.party in ("centre", "public"):
        return seat.party
    if seat.party == "institution":
        return "staff" if seat.through == "NATO" else "nationals" if seat.note == "open" else "posts"
    if seat.through == "the EU":
        if not _in_eu(seat.party, day):
            return "before"
        return "common" if both else "framework" if PFP.get(seat.party, "9") <= day else "outside"
    if seat.through == "NATO":
        if not _in_nato(seat.party, day):
            return "not-yet"
        return "allies" if both else "agreed" if AGREED.get(seat.party, "9") <= day else "other"
    return "partners" if AGREED.get(seat.party, "9") <= day else "others"
