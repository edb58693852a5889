"""What the kernel and the parts say in English, for the catalogue: pages say it in the language of the reader.

Source: docs/spec/site.md W15; docs/spec/documents.md P16.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy

from concord.dissemination.phrases import Phrase
from concord.web.titles import titled
from concord.web.tongue import gettext_noop

REASONS = (
    gettext_noop("A rule of the profile of {subject} is not kept: {needed}."),
    gettext_noop("A rule of {subject} on {held} is not kept (it asks for {needed})."),
    gettext_noop(
        "Agreements and memberships leave room for a release to {who}; no release decision on the label reaches it."
    ),
    gettext_noop("Each of {needed} is needed and not held by {who}."),
    gettext_noop("Need to know: {needed}, and {who} is not in it."),
    gettext_noop("No agreement, membership or framework in force on this date lets this information reach {who}."),
    gettext_noop("No release decision on the label reaches {who}."),
    gettext_noop("None of {needed} is held by {who}."),
    gettext_noop("Not before {needed}."),
    gettext_noop("One point has no clear rule: a person must decide it."),
    gettext_noop("One point rests on facts that are not confirmed: a person must decide it."),
    gettext_noop("The category {held} is not in an edition of {subject} that counts here."),
    gettext_noop("The category {held} is of another kind than the label says."),
    gettext_noop("The label gives the policy the identifier {held}; the policy has {needed}."),
    gettext_noop("The label is incomplete: it needs {needed}."),
    gettext_noop("The policy {held} is not in the rulebook."),
    gettext_noop("The portion carries no label: only its author sees it."),
    gettext_noop("The text {subject}, a level that cannot be read."),
    gettext_noop("The text {subject}, with a release value that cannot be read: {held}."),
    gettext_noop(
        "The text {subject}; agreements and memberships leave room for its release to {who}, no release decision that is known takes it there."
    ),
    gettext_noop("The text {subject}; its owner's releases are not all known: a person must decide that."),
    gettext_noop("The text {subject}; no release decision that is known takes that to {who}."),
    gettext_noop("The text {subject}; nothing in force on this date lets that information reach {who}."),
    gettext_noop("The text {subject}; {needed} is not among the levels of {who}."),
    gettext_noop("The text {subject}; {who} has no clearance for it."),
    gettext_noop("{held} is no level to use in an edition of {subject} that counts here."),
    gettext_noop("{needed} is not among the levels of {who} ({held})."),
    gettext_noop("{needed} needs a clearance under {subject}; {who} has none."),
    gettext_noop(
        "Every gate passes for {level}: the level, the release, every originator, the need to know and the date."
    ),
    gettext_noop("this seat"),
    gettext_noop("contains"),
    gettext_noop("refers to"),
)
"""Why something is not released."""

READERS = (
    gettext_lazy("Posts of the EU institutions"),
    gettext_lazy("Their post reads for an institution of the EU, not for a member."),
    gettext_lazy("Common members, through the EU"),
    gettext_lazy("Members of both the EU and NATO on this date."),
    gettext_lazy("EU members within the framework"),
    gettext_lazy(
        "Members of the EU outside NATO that take part in the Partnership for Peace and have a security agreement with NATO."
    ),
    gettext_lazy("EU members outside the framework"),
    gettext_lazy(
        "Members of the EU that are neither in NATO nor, with a security agreement, in the Partnership for Peace."
    ),
    gettext_lazy("Others, through the EU"),
    gettext_lazy("Seats at the EU of parties that are not members on this date."),
    gettext_lazy("Posts of the NATO bodies"),
    gettext_lazy("Their post reads for a body of NATO, not for an ally."),
    gettext_lazy("Common members, through NATO"),
    gettext_lazy("Members of both NATO and the EU on this date."),
    gettext_lazy("Allies with an agreement with the EU"),
    gettext_lazy("Allies outside the EU with an agreement on classified information with the EU."),
    gettext_lazy("Allies without an agreement with the EU"),
    gettext_lazy("Allies outside the EU with no such agreement in force on this date."),
    gettext_lazy("Others, through NATO"),
    gettext_lazy("Seats at NATO of parties that are not allies on this date."),
    gettext_lazy("Partners with an agreement"),
    gettext_lazy("States outside both, with an agreement on classified information with the EU or NATO."),
    gettext_lazy("Partners without an agreement"),
    gettext_lazy("States outside both, with no such agreement in force on this date."),
    gettext_lazy("Independent bodies and others"),
    gettext_lazy("Bodies and states that belong to neither side."),
)
"""Readers by the rule that governs them."""

DECIDED = (
    gettext_lazy("released"),
    gettext_lazy("releasable on decision"),
    gettext_lazy("needs a decision"),
    gettext_lazy("not released"),
    gettext_lazy("Released"),
    gettext_lazy("Not released; releasable on decision"),
    gettext_lazy("Needs a decision"),
    gettext_lazy("Not released"),
    gettext_lazy("A release decision that names this recipient, with the consent of every originator."),
    gettext_lazy("The other owner's decision to release what the text holds or names."),
    gettext_lazy("Ask the other owner to whom this information has been released."),
    gettext_lazy("Confirm the facts named here, or decide the single case."),
    gettext_lazy("The person named by the open question decides the single case."),
    gettext_lazy("Admit the reader to the community, if the need to know is there."),
    gettext_lazy("A clearance, or below the level that needs one a briefing."),
    gettext_lazy("A clearance for this level, or below the level that needs one a briefing."),
    gettext_lazy("The drafting desk; the new wording is labelled by its author."),
    gettext_lazy("The drafting desk; a second person approves the sanitising step."),
    gettext_lazy("The originator, by a recorded release decision."),
    gettext_lazy("The security officer of the reader's own side."),
    gettext_lazy("The authority that issues the clearance."),
)
"""Answers, what has to be decided, and by whom."""

HELPS = (
    gettext_lazy("Write a tear-line"),
    gettext_lazy("A further wording of {place}, marked {marking}."),
    gettext_lazy("Write it as {marking}"),
    gettext_lazy("A further wording of {place} without what its owner holds, marked {marking}."),
    gettext_lazy("Decide a release"),
    gettext_lazy("Add {values} to the release of {place}, with every originator's consent."),
    gettext_lazy("Ask the originator"),
    gettext_lazy("The other owner releases what {place} holds or names to these readers."),
    gettext_lazy("Reword"),
    gettext_lazy("Write {place} without one of the things it holds or names of another owner."),
    gettext_lazy("Write {place} without what it holds or names of another owner."),
    gettext_lazy("Admit the reader"),
    gettext_lazy("Admit the reader to {community}."),
    gettext_lazy("Brief the reader"),
    gettext_lazy("Brief the reader on {owner} information."),
    gettext_lazy("Clear the reader"),
    gettext_lazy("A clearance for the reader up to the level of {place}."),
)
"""What staff can do."""

TURNS = (
    gettext_lazy("{party}: {standing} of {house} from this date"),
    gettext_lazy("{party}: {standing} of {house} until this date"),
    gettext_lazy("{title}: from this date"),
    gettext_lazy("{title}: until this date"),
    gettext_lazy("{policy}: edition {edition} from this date"),
    gettext_lazy("open question from this date: {question}"),
    gettext_lazy("open question until this date: {question}"),
    gettext_lazy("A post among the readers is set up or ends"),
    gettext_lazy("A date on a label: an embargo ends, or a successor label begins"),
    gettext_lazy("A clearance, briefing or need to know of a reader begins or ends"),
    gettext_lazy("The party's standing: {standing} of {house}"),
    gettext_lazy("{kind} between the party and {house}"),
    gettext_lazy("{party}: {standing} of {house}"),
    gettext_lazy("member"),
    gettext_lazy("invitee"),
    gettext_lazy("partner"),
    gettext_lazy("observer"),
    gettext_lazy("institution"),
    gettext_lazy("Security agreement"),
    gettext_lazy("Framework decision"),
    gettext_lazy("Release clause"),
    gettext_lazy("Internal rule"),
    gettext_lazy("Other"),
    gettext_lazy("the EU"),
    gettext_lazy("NATO"),
    gettext_lazy("the Partnership for Peace"),
    gettext_lazy("the Mediterranean Dialogue"),
    gettext_lazy("sourced"),
    gettext_lazy("well known"),
    gettext_lazy("unconfirmed"),
)
"""What turns at a date, and the facts behind it."""

PARTS = (
    gettext_lazy("with an open question on the case"),
    gettext_lazy("without an open question on the case"),
    gettext_lazy("with an open question on the nationality of the post's holder"),
    gettext_lazy("without an open question on the nationality of the post's holder"),
    gettext_lazy("named in the release of {place}"),
    gettext_lazy("not named in the release of {place}"),
    gettext_lazy("the owner of what {place} holds or names"),
    gettext_lazy("not the owner of what {place} holds or names"),
    gettext_lazy("admitted to {community}"),
    gettext_lazy("not admitted to {community}"),
    gettext_lazy("cleared for {owner} information"),
    gettext_lazy("not cleared for {owner} information"),
    gettext_lazy("cleared up to {marking}"),
    gettext_lazy("not cleared up to {marking}"),
    gettext_lazy("covered by the agreement between {house} and {other}"),
    gettext_lazy("not covered by the agreement between {house} and {other}"),
    gettext_lazy("with a security agreement with {house} among the facts"),
    gettext_lazy("without a security agreement with {house} among the facts"),
    gettext_lazy("a {standing} of {house}"),
    gettext_lazy("no {standing} of {house}"),
    gettext_lazy("nothing of what is said of the other parts"),
    gettext_lazy("{answer} at {place}"),
    gettext_lazy("other reasons at {place}"),
    gettext_lazy("and {count} more"),
    gettext_lazy("the same answers as a part beside it, kept apart for the tab of hypotheses"),
)
"""What separates the parts of a group."""

MONTHS: Sequence[Promise] = (
    gettext_lazy("jan"),
    gettext_lazy("feb"),
    gettext_lazy("mar"),
    gettext_lazy("apr"),
    gettext_lazy("may"),
    gettext_lazy("jun"),
    gettext_lazy("jul"),
    gettext_lazy("aug"),
    gettext_lazy("sep"),
    gettext_lazy("oct"),
    gettext_lazy("nov"),
    gettext_lazy("dec"),
)
"""Months as dates cut them: three letters are too few in French, where two begin with `jui`."""

PHRASES: Sequence[str | Promise] = (*REASONS, *READERS, *DECIDED, *HELPS, *TURNS, *PARTS)
"""Everything that is said."""

TRANSLATED = frozenset({"house", "standing", "kind", "other", "answer"})
"""Names under which a word stands that is translated itself; everything else was written by somebody."""
SHIPPED = frozenset({"title", "question"})
"""Names under which what facts are called stands."""


def said(phrase: Phrase) -> str:
    """A phrase in the language of the page."""
    given = {name: _said(name, text) for name, text in phrase.given}
    return gettext(phrase.text).format(**given)


def _said(name: str, text: str) -> str:
    if name in TRANSLATED:
        return gettext(text)
    return titled(text) if name in SHIPPED else text
