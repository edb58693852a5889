"""Documents that are wrong: every fault with its line and rule, all at once, and never any text of a portion."""

from __future__ import annotations

import pytest

from concord.formats.document import read
from concord.formats.document.spec import FINDINGS_MOST, LIMIT_BYTES, LIMIT_CELLS, LIMIT_LINES
from concord.release.errors import MalformedError
from tests.formats.document.written import FRONT, findings, findings_of, marking

TEXT = "\n{#p}\nText.\n"
TITLED = FRONT.replace("+++\n", "", 1)

BODIES = {
    "text_without_attribute_line": ("\nText.\n", ["8 D6"]),
    "attribute_line_without_text": ("\n{#p}\n", ["8 D6"]),
    "attribute_line_apart_from_its_text": ("\n{#p}\n\nText.\n", ["8 D6", "10 D6"]),
    "no_portion": ("\n\n", ["9 D6"]),
    "attribute_line_without_id": ("\n{label=x}\nText.\n", ["8 D7"]),
    "attribute_line_not_closed": ("\n{#p label=none\nText.\n", ["8 D7"]),
    "attribute_with_open_quotes": ('\n{#p label="none}\nText.\n', ["8 D7"]),
    "unknown_attribute": ("\n{#p lable=none}\nText.\n", ["8 D7"]),
    "attribute_twice": ("\n{#p label=none label=none}\nText.\n", ["8 D7"]),
    "bad_numbered": ("\n{#p numbered=maybe}\nText.\n", ["8 D7"]),
    "empty_community": ('\n{#p community="a; "}\nText.\n', ["8 D7"]),
    "empty_mention": ('\n{#p contains=""}\nText.\n', ["8 D5"]),
    "unknown_form": ("\n{#p form=poem}\nText.\n", ["8 D8"]),
    "form_of_another_shape": ("\n{#p form=table}\nText.\n", ["8 D8"]),
    "caption_of_nothing": ("\n{#p form=caption}\nText.\n", ["8 D8"]),
    "caption_that_is_a_summary": ("\n{#p form=summary caption-of=q}\nText.\n\n{#q}\nText.\n", ["8 D8"]),
    "title_too_deep": ("\n{#p form=title}\n## Name\n", ["8 D8"]),
    "heading_without_space": ("\n{#p}\n#Head\n", ["9 D8"]),
    "heading_without_text": ("\n{#p}\n# \n", ["9 D8"]),
    "heading_of_seven": ("\n{#p}\n####### Head\n", ["9 D8"]),
    "heading_of_two_lines": ("\n{#p}\n# Head\nmore\n", ["9 D8"]),
    "two_items_in_one_block": ("\n{#p}\n- one\n- two\n", ["10 D8"]),
    "heading_below_a_paragraph": ("\n{#p}\nText.\n# Head\n", ["10 D8"]),
    "attribute_line_below_text": ("\n{#p}\nText.\n{#q}\nText.\n", ["10 D8"]),
    "starred_list": ("\n{#p}\n* one\n", ["8 D8"]),
    "quotation": ("\n{#p}\n> text\n", ["8 D8"]),
    "fence": ("\n{#p}\n```\ntext\n```\n", ["8 D8", "11 D8"]),
    "comment": ("\n{#p}\n<!-- hidden -->\n", ["8 D8"]),
    "stray_bracket": ("\n{#p}\nText [sic].\n", ["9 D9", "9 D9"]),
    "link_to_a_page": ("\n{#p}\n[page](https://example.org)\n", ["9 D9", "9 D9"]),
    "stray_backslash": ("\n{#p}\nC:\\temp\n", ["9 D9"]),
    "row_not_closed": ("\n{#p}\n| a |\n| --- |\n| b\n", ["11 D10"]),
    "table_without_dashes": ("\n{#p}\n| a |\n| b |\n", ["10 D10"]),
    "table_of_one_row": ("\n{#p}\n| a |\n", ["10 D10"]),
    "row_too_long": ("\n{#p}\n| a |\n| --- |\n| b | c |\n", ["11 D10"]),
    "aligned_column": ("\n{#p}\n| a |\n| --: |\n| b |\n", ["10 D10"]),
    "unknown_marking": ("\n{#p label=SECRET}\nText.\n", ["8 D11"]),
    "unknown_label_name": ("\n{#p label=staff}\nText.\n", ["8 D11"]),
    "one_marking_refused_twice": ("\n{#p label=S}\nText.\n\n{#q label=S}\nText.\n", ["8 D11", "11 D11"]),
    "mention_without_release": ('\n{#p contains="NATO R"}\nText.\n', ["8 D5"]),
    "mention_without_level": ('\n{#p contains="NATO; released to EU"}\nText.\n', ["8 D5"]),
    "mention_with_two_dates": (
        '\n{#p contains="NATO R; released to EU; marked 2017-01-01; marked 2017-01-02"}\nText.\n',
        ["8 D5"],
    ),
    "mention_with_an_empty_value": ('\n{#p contains="NATO R; released to EU,, SWE"}\nText.\n', ["8 D5"]),
    "mention_with_a_bad_day": ('\n{#p contains="NATO R; released to EU; marked 2017-02-30"}\nText.\n', ["8 D4"]),
    "embargo_in_words": ("\n{#p embargo=soon}\nText.\n", ["8 D4"]),
    "embargo_without_time_zone": ("\n{#p embargo=2017-05-16T06:00}\nText.\n", ["8 D4"]),
    "embargo_before_all_time": ("\n{#p embargo=0001-01-01T00:00+14:00}\nText.\n", ["8 D4"]),
    "one_id_twice": (TEXT + TEXT, ["11 D12"]),
    "reference_to_nothing": ("\n{#p}\nSee [paragraph #](#q).\n", ["8 D12"]),
    "source_that_is_nothing": ("\n{#p derived-from=q}\nText.\n", ["8 D12"]),
    "source_that_is_itself": ("\n{#p derived-from=p}\nText.\n", ["8 D12"]),
    "caption_of_a_missing_portion": ("\n{#p caption-of=q}\nText.\n", ["8 D12"]),
    "sources_badly_separated": (TEXT + '\n{#q derived-from="p, p"}\nText.\n', ["11 D7", "11 D12"]),
    "variant_of_a_missing_portion": ("\n{#p variant-of=q}\nText.\n", ["8 D12"]),
    "variant_of_itself": ("\n{#p variant-of=p}\nText.\n", ["8 D12"]),
    "variant_of_a_variant": (TEXT + "\n{#q variant-of=p}\nText.\n\n{#r variant-of=q}\nText.\n", ["14 D14"]),
    "variant_of_another_form": (TEXT + "\n{#q variant-of=p}\n- Item\n", ["11 D14"]),
    "variant_of_another_form_alone": (TEXT + "\n{#q variant-of=p form=summary numbered=yes}\nText.\n", ["11 D14"]),
    "variant_numbered_otherwise": (TEXT + "\n{#q variant-of=p numbered=no}\nText.\n", ["11 D14"]),
    "variant_above_its_portion": ("\n{#q variant-of=p}\nText.\n" + TEXT, ["8 D14"]),
    "footnote_never_used": (TEXT + "\n{#n1}\n[^n1]: Source.\n", ["11 D13"]),
    "footnote_used_by_itself": (TEXT + "\n{#n1}\n[^n1]: Source[^n1].\n", ["11 D13"]),
    "footnote_under_another_id": ("\n{#p}\nText[^n1].\n\n{#n1}\n[^n2]: Source.\n", ["12 D13"]),
    "mark_of_a_paragraph": ("\n{#p}\nText[^q].\n\n{#q}\nText.\n", ["9 D13"]),
    "footnote_without_text": ("\n{#p}\nText[^n1].\n\n{#n1}\n[^n1]:\n", ["12 D6"]),
    "mark_without_footnote": ("\n{#p}\nText[^n1].\n", ["8 D12"]),
    "control_character": ("\n{#p}\nText\x07.\n", ["9 D1"]),
    "tab": ("\n{#p}\nText\t.\n", ["9 D1"]),
    "text_that_runs_backwards": ("\n{#p}\nText \u202etxet.\n", ["9 D1"]),
    "text_that_cannot_be_seen": ("\n{#p}\nText\U000e0041.\n", ["9 D1"]),
}

FRONTS = {
    "no_front_matter": ("{#p}\nText.\n", ["1 D2"]),
    "front_matter_not_ended": ("+++\nid = 'a'\n", ["1 D2"]),
    "front_matter_not_toml": ("+++\nid = a\n+++\n\n{#p label=x}\nText.\n", ["2 D2"]),
    "number_too_long": (f"+++\nid = {'9' * 5000}\n+++\n{TEXT}", ["1 D2"]),
    "lists_too_deep": (f"+++\nid = {'[' * 5000}\n+++\n{TEXT}", ["1 D2"]),
    "everything_missing": (f"+++\n+++\n{TEXT}", ["1 D3", "1 D3", "1 D3", "1 D3"]),
    "unknown_key": (FRONT[:-4] + f"tilte = 'x'\n+++\n{TEXT}", ["6 D3"]),
    "date_in_quotes": (FRONT.replace("2017-05-15", '"2017-05-15"') + TEXT, ["4 D3"]),
    "date_with_a_time": (FRONT.replace("2017-05-15", "2017-05-15T10:00:00Z") + TEXT, ["4 D3"]),
    "date_that_does_not_exist": (FRONT.replace("2017-05-15", "2017-02-30") + TEXT, ["4 D2"]),
    "owner_that_is_a_number": (FRONT.replace('"EU"', "1") + TEXT, ["5 D3"]),
    "title_that_is_empty": (FRONT.replace('"Note"', '""') + TEXT, ["3 D3"]),
    "id_with_a_space": (FRONT.replace('"note"', '"a note"') + TEXT, ["2 D12"]),
    "default_that_is_unknown": (FRONT[:-4] + f"default = 'SECRET'\n+++\n{TEXT}", ["6 D11"]),
    "property_that_is_a_list": (FRONT[:-4] + f"[properties]\nkeywords = ['a']\n+++\n{TEXT}", ["7 D3"]),
    "second_title": (FRONT[:-4] + f"[properties]\ntitle = 'b'\n+++\n{TEXT}", ["7 D3"]),
    "properties_that_are_text": (FRONT[:-4] + f"properties = 'b'\n+++\n{TEXT}", ["6 D3"]),
    "labels_that_are_text": (FRONT[:-4] + f"labels = 'b'\n+++\n{TEXT}", ["6 D4"]),
    "label_called_none": (FRONT[:-4] + f"[labels.none]\nmarking = 'EU R'\n+++\n{TEXT}", ["6 D4"]),
    "label_that_is_text": (FRONT[:-4] + f"[labels]\nx = 'EU R'\n+++\n{TEXT}", ["6 D4"]),
    "label_with_an_unknown_key": (FRONT[:-4] + f"[labels.x]\nmarkings = 'EU R'\n+++\n{TEXT}", ["6 D4"]),
    "label_with_an_unknown_marking": (FRONT[:-4] + f"[labels.x]\nmarking = 'SECRET'\n+++\n{TEXT}", ["6 D11"]),
    "label_with_a_naive_instant": (FRONT[:-4] + f"[labels.x]\nembargo = 2017-05-16T06:00:00\n+++\n{TEXT}", ["6 D4"]),
    "label_with_text_for_a_list": (FRONT[:-4] + f"[labels.x]\ncommunities = 'a'\n+++\n{TEXT}", ["6 D4"]),
    "succession_without_marking": (
        FRONT[:-4] + f"[labels.x]\nmarking = 'EU R'\nsuccession = {{ at = 2018-01-01 }}\n+++\n{TEXT}",
        ["6 D4"],
    ),
}


@pytest.mark.parametrize("name", BODIES)
def test_a_body_that_is_wrong_is_refused_with_line_and_rule(name: str) -> None:
    body, expected = BODIES[name]
    assert findings(body) == expected


@pytest.mark.parametrize("name", FRONTS)
def test_a_front_matter_that_is_wrong_is_refused_with_line_and_rule(name: str) -> None:
    text, expected = FRONTS[name]
    assert findings_of(text.encode()) == expected


def test_everything_that_is_wrong_is_said_at_once() -> None:
    body = "\nText.\n\n{#p label=SECRET}\n# Head\n\n{#p}\nSee [paragraph #](#q) [x].\n"
    expected = ["6 D3", "9 D6", "11 D11", "14 D12", "14 D12", "15 D9", "15 D9"]
    assert findings(body, FRONT[:-4] + "tilte = 1\n+++\n") == expected


def test_bytes_that_are_not_utf_8_are_refused_with_their_line() -> None:
    assert findings_of(FRONT.encode() + b"\n{#p}\nText \xff.\n") == ["9 D1"]


def test_a_document_of_the_greatest_size_is_read() -> None:
    text = FRONT.encode() + b"\n{#p}\n"
    assert findings_of(text + b"a" * (LIMIT_BYTES - len(text))) == []


def test_a_document_one_byte_larger_is_refused() -> None:
    text = FRONT.encode() + b"\n{#p}\n"
    assert findings_of(text + b"a" * (LIMIT_BYTES + 1 - len(text))) == ["1 D1"]


TOO_MUCH = {
    "lines": ("\n" * LIMIT_LINES, "1 D1"),
    "cells": ("\n{#p}\n" + "|" * (LIMIT_CELLS + 1), "1 D10"),
}


@pytest.mark.parametrize("name", TOO_MUCH)
def test_a_document_that_would_cost_too_much_to_read_is_refused(name: str) -> None:
    body, expected = TOO_MUCH[name]
    assert findings(body) == [expected]


def test_front_matter_with_a_key_nested_very_deeply_is_refused() -> None:
    assert findings_of(f"+++\n{'a.' * 5000}a = 1\n+++\n".encode()) == ["1 D2"]


def test_front_matter_of_very_many_lines_is_refused() -> None:
    assert findings_of(b"+++\n" + (b"a" * 9999 + b" = 1\n") * 220 + b"+++\n") == ["1 D2"]


def test_reading_ends_at_very_many_findings_and_says_so() -> None:
    with pytest.raises(MalformedError, match="too many to go on") as caught:
        read(FRONT.encode() + b"\nText.\n" * 5000, source="note.md", marking=marking)
    assert len(caught.value.findings) == FINDINGS_MOST + 1


def test_findings_hold_no_text_of_a_portion() -> None:
    body = "\nCANARY\n\n{#p}\n# CANARY\nCANARY [CANARY\n\n{#q form=table}\n* CANARY\n\n{#t}\n| CANARY\n"
    with pytest.raises(MalformedError) as caught:
        read((FRONT + body).encode(), source="note.md", marking=marking)
    assert "CANARY" not in str(caught.value)


def test_findings_name_the_document() -> None:
    with pytest.raises(MalformedError, match=r"^note\.md: line 7: document\.md D6: expected "):
        read((FRONT + "Text.\n").encode(), source="note.md", marking=marking)
