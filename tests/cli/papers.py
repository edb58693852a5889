"""A short document with labels of both houses, and who reads it: two institutions, two members, an ally, a partner."""

from __future__ import annotations

PAPER = b"""+++
id = "quay"
title = "Incident at Quay 4"
date = 2017-05-15
owner = "EU"
author = "GSC"
default = "staff"

[labels.staff]
marking = "RESTREINT UE/EU RESTRICTED RELEASABLE TO NATO"

[labels.own]
marking = "CONFIDENTIEL UE/EU CONFIDENTIAL"

[labels.theirs]
marking = "NATO SECRET"

[labels.norway]
marking = "RESTREINT UE/EU RESTRICTED RELEASABLE TO Norway"
+++

{#title form=title label="PUBLIC"}
# Incident at Quay 4

{#order}
The order was signed on Monday.

{#pilots label=own}
Fourteen pilots reported sick, as paragraph 3 says.

{#cable label=theirs}
The cable to Marle was inspected.

{#towage label=norway}
The tugs are chartered from Norway.

{#draft label=none}
This is not ready.
"""

SEATS = b"""
[clearances.eu]
under = "EU exercise policy"
levels = ["EU UNCLASSIFIED", "RESTREINT UE/EU RESTRICTED", "CONFIDENTIEL UE/EU CONFIDENTIAL", "SECRET UE/EU SECRET"]

[clearances.nato]
under = "NATO exercise policy"
levels = ["UNCLASSIFIED", "RESTRICTED", "CONFIDENTIAL", "SECRET"]

[[template]]
members_of = "EU"
through = "EU"
post = "Delegate to the EU"
clearances = ["eu", "nato"]

[[template]]
members_of = "NATO"
through = "NATO"
post = "Delegate to NATO"
clearances = ["eu", "nato"]

[[template]]
parties = ["XK", "CH"]
through = "itself"
post = "Liaison"
clearances = ["eu"]

[[seat]]
id = "GSC"
party = "GSC"
through = "EU"
nationality = "LU"
post = "Releasing officer"
clearances = ["eu", "nato"]
"""
