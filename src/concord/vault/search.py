"""Search: records that hold every word in released texts, newest first; the answers are those of `desk/scan.py`.

Texts are numbered as they are filed, so that an index of words is walked from its end. Where a word is rare, its
records are fetched and put in order at once.
Source: docs/spec/vault.md V19.
"""

from __future__ import annotations

from collections.abc import Sequence

from concord.desk.kinds import Kind
from concord.desk.store import Row as Listed
from concord.vault.index import indexed_word
from concord.vault.lists import Lists
from concord.vault.posting import SHIFT
from concord.vault.statements import Part, in_turn, part
from concord.vault.ways import Rows

FEW = 2_000
"""Words in fewer released texts than these are rare: their records are fetched and put in order at once."""
LITTLE = 100
"""Of so many records one must be released, or the released texts are looked at one by one."""
NEWEST = 40_000
"""So many of the newest texts are looked at by PostgreSQL, released or not, before it asks the index of words."""
_BEYOND = 1 << 62


class Search:
    """One search by a reader's lists."""

    def __init__(self, lists: Lists, kinds: tuple[Kind, ...], words: tuple[str, ...]) -> None:
        self._lists, self._ways = lists, lists.ways
        self._kinds, self._words = kinds, tuple(map(indexed_word, words))

    def rows(self, after: Listed | None, limit: int) -> Sequence[Listed]:
        """The records behind a row, at most `limit`; `value` is the newest transaction that filed one of the words."""
        last = (_BEYOND, "") if after is None else (int(str(after.value)), after.id)
        if not self._kinds:
            return []
        released, every = self._share()
        if released * LITTLE < every:
            return self._fetched(self._of_marks(), last)[:limit]
        rare = self._rare(FEW * every // max(released, 1))
        if rare is not None:
            return self._fetched(rare, last)[:limit]
        if self._ways.is_sqlite:
            return self._walked(self._matching(*self._words), "f.rowid", last, limit)
        newest = self._of_newest(last, max(limit, NEWEST * released // every))
        found = self._walked(newest, "t.number", last, limit)
        return found if len(found) == limit else self._fetched(self._of_hits(), last)[:limit]

    def _share(self) -> tuple[int, int]:
        """How many records of the kinds are released, and how many there are."""
        released = sum(self._lists.tallied(self._lists.index.number(kind)) for kind in self._kinds)
        return released, sum(map(self._lists.every, self._kinds))

    # Where records come from

    def _rare(self, few: int) -> Part | None:
        """The records of a word of which there are few texts, on SQLite, where there are more words."""
        if not self._ways.is_sqlite or len(self._words) == 1:
            return None
        counts = []
        for word in self._words:
            some = part("select 1 from vault_words where vault_words match {} limit {}", f'"{word}"', few)
            counts.append((self._lists.ask(part("select count(*) from ({}) d", some))[0][0], word))
        count, word = min(counts)
        return self._matching(word).chosen("distinct t.record") if count < few else None

    def _matching(self, *words: str) -> Rows:
        """The released texts `t` that hold one of some words, by the index of SQLite."""
        asked = " OR ".join(f'"{word}"' for word in words)
        tables = Part("vault_words f cross join vault_text t on t.number = f.rowid")
        return Rows(tables, part("f.vault_words match {}", asked)).meeting(*self._released("t"))

    def _of_marks(self) -> Part:
        """The records of one word among the texts that are released, where these are few."""
        tables = part("{} cross join vault_text t", self._ways.marks())
        held = (Part("t.mark = m.value"), self._holds("t", self._words[0]), self._of_kinds("t"))
        return Rows(tables, Part("true")).meeting(*held).chosen("distinct t.record")

    def _of_newest(self, last: tuple[int, str], most: int) -> Rows:
        """The newest texts that are released, on PostgreSQL."""
        before = part("t.number < {}", (last[0] + 1) << SHIFT if last[0] < _BEYOND else _BEYOND)
        some = Rows(Part("vault_text t"), before).meeting(*self._released("t")).chosen("*")
        newest = part("({} order by t.number desc limit {}) t", some, most)
        return Rows(newest, self._holds("t", *self._words))

    def _of_hits(self) -> Part:
        """The records of the rarest word, by the function that asks the index of words on PostgreSQL (V14)."""
        hits = Rows(part("vault_hits({}::text[]) t", list(self._words)), Part("true"))
        return hits.meeting(self._of_kinds("t")).chosen("distinct t.record")

    # What comes of them

    def _walked(self, rows: Rows, number: str, last: tuple[int, str], limit: int) -> list[Listed]:
        """The records of texts, from the newest text on: of each record its newest that holds a word."""
        turn, record = last
        behind = (
            []
            if turn == _BEYOND
            else [
                part(f"{number} < {{}}", (turn + 1) << SHIFT),
                part(f"({number} < {{}} or t.record > {{}})", turn << SHIFT, record),
            ]
        )
        newer = Rows(Part("vault_text y"), Part("y.record = t.record and y.number > t.number"))
        newer = newer.meeting(*self._released("y"), self._holds("y", *self._words))
        first = part("not {}", self._ways.is_there(newer))
        rows = rows.meeting(*behind, *self._all_held("t"), first)
        asked = part(f"{{}} order by {number} desc limit {{}}", rows.chosen("t.number, t.record"), limit)
        return [Listed(record, number >> SHIFT) for number, record in self._lists.ask(asked)]

    def _fetched(self, records: Part, last: tuple[int, str]) -> list[Listed]:
        """Records that hold every word, in order, behind a row."""
        own = Rows(Part("vault_text y"), Part("y.record = d.record"))
        own = own.meeting(*self._released("y"), self._holds("y", *self._words))
        rows = Rows(part("({}) d", records), Part("1 = 1")).meeting(*self._all_held("d"))
        found = self._lists.ask(rows.chosen(part("d.record, ({})", own.chosen("max(y.number)"))))
        turns = sorted((-(number >> SHIFT), record) for record, number in found)
        return [Listed(record, -turn) for turn, record in turns if (turn, record) > (-last[0], last[1])]

    def _all_held(self, of: str) -> list[Part]:
        """That a record holds each word, where there is more than one."""
        own = Rows(Part("vault_text z"), Part(f"z.record = {of}.record")).meeting(*self._released("z"))
        words = self._words if len(self._words) > 1 else ()
        return [self._ways.is_there(own.meeting(self._holds("z", word))) for word in words]

    def _released(self, of: str) -> tuple[Part, Part]:
        return self._ways.shown(f"{of}.mark"), self._of_kinds(of)

    def _of_kinds(self, of: str) -> Part:
        numbers = [part("{}", self._lists.index.number(kind)) for kind in self._kinds]
        return part(f"{of}.field in ({{}})", in_turn(numbers, ", "))

    def _holds(self, of: str, *words: str) -> Part:
        """That a text holds one of some words."""
        if self._ways.is_sqlite:
            each = [part(f"instr({of}.words, {{}}) > 0", f" {word} ") for word in words]
            return part("({})", in_turn(each, " or "))
        return part(f"{of}.words && {{}}::text[]", list(words))
