"""Documents that are right: what each shape, attribute and label becomes (document.md D3-D15)."""

from __future__ import annotations

import pathlib
from datetime import UTC, date, datetime

from concord.formats.document import cells, named_labels, read
from concord.release.labels import LabelSet, Mention, Role
from concord.release.records import Form, Portion, Ref
from tests.formats.document.written import FRONT, marking, read_text

DAY = datetime(2017, 5, 15, tzinfo=UTC)
SPEC = pathlib.Path(__file__).resolve().parents[3] / "docs" / "spec" / "document.md"


def only(body: str, front: str = FRONT) -> Portion:
    """The first portion of a document with this body."""
    return read_text(front + "\n" + body).portions[0]


def own(body: str, front: str = FRONT) -> LabelSet:
    """The label set of the first portion's own."""
    found = only(body, front).label_set
    assert found is not None
    return found


def test_the_front_matter_gives_id_owner_date_and_title() -> None:
    record = read_text(FRONT + "\n{#p}\nText.\n")
    assert (record.id, record.owner, record.date) == ("note", "EU", date(2017, 5, 15))
    assert record.properties == (("title", "Note"),)


def test_properties_follow_the_title_in_their_order() -> None:
    front = FRONT.replace('owner = "EU"', 'owner = "EU"\nproperties = { keywords = "tugs", author = "GSC" }')
    record = read_text(front + "\n{#p}\nText.\n")
    assert record.properties == (("title", "Note"), ("keywords", "tugs"), ("author", "GSC"))


def test_a_heading_has_the_depth_of_its_marks() -> None:
    portion = only("{#h}\n### Three deep\n")
    assert (portion.form, portion.depth, portion.body) == (Form.HEADING, 3, ("Three deep",))


def test_a_title_is_a_heading_of_depth_nought() -> None:
    assert (only("{#t form=title}\n# Name\n").form, only("{#t form=title}\n# Name\n").depth) == (Form.TITLE, 0)


def test_an_annex_is_a_heading_of_depth_one() -> None:
    assert (only("{#a form=annex}\n# Vessels\n").form, only("{#a form=annex}\n# Vessels\n").depth) == (Form.ANNEX, 1)


def test_a_paragraph_is_numbered_unless_it_says_no() -> None:
    assert only("{#p}\nText.\n").numbered
    assert not only("{#p numbered=no}\nText.\n").numbered


def test_the_lines_of_a_paragraph_are_joined_by_a_space() -> None:
    assert only("{#p}\nFirst line,\n  second line.\n").body == ("First line, second line.",)


def test_an_item_is_a_portion_of_its_own() -> None:
    portion = only("{#i}\n- One thing\n")
    assert (portion.form, portion.body, portion.numbered) == (Form.ITEM, ("One thing",), False)


def test_a_summary_is_a_paragraph_without_number() -> None:
    portion = only("{#s form=summary}\nIn short.\n")
    assert (portion.form, portion.numbered) == (Form.SUMMARY, False)


def test_a_table_keeps_its_cells_and_drops_the_dashes() -> None:
    portion = only("{#t}\n| Day | Event |\n| --- | --- |\n| D+1 | Tug \\| held |\n")
    assert portion.form is Form.TABLE
    assert cells(portion.body) == ((("Day",), ("Event",)), (("D+1",), ("Tug | held",)))


def test_a_table_may_refer_to_a_portion() -> None:
    portion = only("{#t}\n| See |\n| --- |\n| [paragraph #](#p) |\n\n{#p}\nText.\n")
    assert portion.body == ("See\n", Ref("p", "paragraph #"))


def test_a_caption_belongs_to_a_portion() -> None:
    portion = only("{#c caption-of=t}\nEvents\n\n{#t}\n| Day |\n| --- |\n| one |\n")
    assert (portion.form, portion.caption_of) == (Form.CAPTION, "t")


def test_a_footnote_mark_is_a_reference_to_the_footnote() -> None:
    record = read_text(FRONT + "\n{#p}\nText[^n1].\n\n{#n1}\n[^n1]: Source.\n")
    assert record.portions[0].body == ("Text", Ref("n1", "#"), ".")
    assert (record.portions[1].form, record.portions[1].body) == (Form.FOOTNOTE, ("Source.",))


def test_a_backslash_takes_the_meaning_from_brackets() -> None:
    assert only("{#p}\nA \\[sic\\] and a \\\\.\n").body == ("A [sic] and a \\.",)


def test_asterisks_print_as_asterisks() -> None:
    assert only("{#p}\nA *starred* word.\n").body == ("A *starred* word.",)


def test_a_portion_without_label_has_none_of_its_own() -> None:
    record = read_text(FRONT.replace("+++\n", '+++\ndefault = "EU R"\n', 1) + "\n{#p}\nText.\n")
    assert record.portions[0].label_set is None
    assert record.default == LabelSet(originator=marking("EU R", DAY))


def test_a_label_is_a_printed_marking_of_the_documents_date() -> None:
    assert own('{#p label="NATO R"}\nText.\n') == LabelSet(originator=marking("NATO R", DAY))


def test_a_label_may_be_a_name_of_the_front_matter() -> None:
    front = FRONT[:-4] + '[labels.x]\nmarking = "NATO R"\ncreated = 2016-01-01\n+++\n'
    expected = LabelSet(originator=marking("NATO R", datetime(2016, 1, 1, tzinfo=UTC)))
    assert own("{#p label=x}\nText.\n", front) == expected


def test_the_word_none_leaves_a_portion_to_its_author() -> None:
    front = FRONT.replace("+++\n", '+++\nauthor = "GSC"\ndefault = "EU R"\n', 1)
    assert own("{#p label=none}\nText.\n", front) == LabelSet(originator=None, author="GSC")
    assert own("{#p label=none author=EEAS}\nText.\n", front) == LabelSet(originator=None, author="EEAS")


def test_a_document_without_default_belongs_to_its_author() -> None:
    record = read_text(FRONT.replace("+++\n", '+++\nauthor = "GSC"\n', 1) + "\n{#p}\nText.\n")
    assert record.default == LabelSet(originator=None, author="GSC")


def test_a_mention_gives_owner_level_release_and_date() -> None:
    found = own('{#p label="EU C" contains="NATO CONFIDENTIAL; released to EU, SWE; marked 2017-05-03"}\nText.\n')
    marked = datetime(2017, 5, 3, tzinfo=UTC)
    assert found.contains == (Mention("NATO", "CONFIDENTIAL", marked, frozenset({"EU", "SWE"})),)


def test_a_national_marking_may_have_several_words() -> None:
    found = own('{#p label="EU C" contains="RO Secret de serviciu; released to nobody"}\nText.\n')
    assert found.contains == (Mention("RO", "Secret de serviciu", DAY, frozenset()),)


def test_release_values_may_be_unknown() -> None:
    found = own('{#p label="EU C" refers-to="NATO SECRET; released to unknown"}\nText.\n')
    assert found.refers_to == (Mention("NATO", "SECRET", DAY, None),)


def test_several_mentions_stand_on_one_line() -> None:
    found = own('{#p label="EU C" contains="NATO R; released to EU + RO Secret; released to EU"}\nText.\n')
    assert [mention.owner for mention in found.contains] == ["NATO", "RO"]


def test_what_a_line_adds_is_added_to_its_label() -> None:
    front = FRONT[:-4] + '[labels.x]\nmarking = "EU R"\ncommunities = ["a"]\nembargo = 2017-06-01\n+++\n'
    found = own('{#p label=x community="b; c" embargo=2017-05-20T06:00Z}\nText.\n', front)
    assert found.communities == {"a", "b", "c"}
    assert found.embargo == datetime(2017, 6, 1, tzinfo=UTC)


def test_what_a_line_adds_without_label_is_added_to_the_default() -> None:
    front = FRONT.replace("+++\n", '+++\ndefault = "EU R"\n', 1)
    found = own("{#p community=a}\nText.\n", front)
    assert found == LabelSet(originator=marking("EU R", DAY), communities=frozenset({"a"}))


def test_a_definition_may_give_alternatives_and_a_metadata_label() -> None:
    front = FRONT[:-4] + '[labels.x]\nmarking = "EU R"\nalternatives = ["NATO R"]\nmetadata = "PUBLIC open"\n+++\n'
    found = own("{#p label=x}\nText.\n", front)
    assert [label.role for label in found.alternatives] == [Role.ALTERNATIVE]
    assert found.metadata is not None
    assert found.metadata.role is Role.METADATA


def test_a_definition_may_give_a_successor() -> None:
    front = FRONT[:-4] + '[labels.x]\nmarking = "EU C"\nsuccession = { at = 2018-01-01, marking = "EU R" }\n+++\n'
    label = own("{#p label=x}\nText.\n", front).originator
    assert label is not None
    assert label.succession is not None
    assert (label.succession.at, label.succession.label.level) == (datetime(2018, 1, 1, tzinfo=UTC), "R")


def test_variants_and_sources_are_named() -> None:
    head = '{#q variant-of=p derived-from="p r" sanitised-by="releasing officer"}'
    portion = read_text(f"{FRONT}\n{{#p}}\nFull.\n\n{head}\nShort.\n\n{{#r}}\nMore.\n").portions[1]
    assert (portion.variant_of, portion.derived_from) == ("p", ("p", "r"))
    assert portion.sanitised_by == "releasing officer"


def test_places_sort_as_the_file_does() -> None:
    record = read_text(FRONT + "".join(f"\n{{#p{n}}}\nText.\n" for n in range(12)))
    assert [portion.place for portion in record.portions] == sorted(portion.place for portion in record.portions)


def test_carriage_returns_and_a_byte_order_mark_change_nothing() -> None:
    text = FRONT + "\n{#p}\nText,\nmore.\n\n{#h}\n# Head\n"
    windows = b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode()
    assert read(windows, source="note.md", marking=marking) == read_text(text)


def test_the_example_of_the_specification_is_read() -> None:
    example = SPEC.read_text(encoding="utf-8").split("```")[1].lstrip("\n")
    seen: list[str] = []

    def known(text: str, created: datetime) -> object:
        seen.append(text)
        return marking("EU R", created)

    record = read(example.encode(), source="document.md", marking=known)  # type: ignore[arg-type]  # only counted
    assert len(record.portions) == 5
    assert seen == ["RESTREINT UE/EU RESTRICTED RELEASABLE TO NATO", "RESTREINT UE/EU RESTRICTED"]


def test_the_labels_that_the_front_matter_names_are_given_by_name() -> None:
    front = FRONT.replace("\n+++\n", '\n[labels.alone]\ncommunities = ["cell"]\n+++\n')
    assert front != FRONT
    found = named_labels((front + "\n{#p}\nText.\n").encode(), source="note.md", marking=marking)
    assert found["alone"].communities == {"cell"}
