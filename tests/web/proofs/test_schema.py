"""The API answers as its description says, whatever it is asked: schemathesis with two seats' tokens (W21, W22, W80).

That a question in form is answered, and one out of form is not, it cannot know: which kinds and fields there are, and
which handles were given, no form says.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case, CheckFunction, GenerationMode
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

from tests.web.conftest import give_passwords
from tests.web.proofs.coming import tokens_of
from tests.web.proofs.furnishing import furnish
from tests.web.serving import served
from tests.web.test_api import Program

EXAMPLES = int(os.environ.get("CONCORD_SCHEMA_EXAMPLES", "25"))
"""Questions of each kind to each operation by each seat."""
MEANT: list[CheckFunction] = [negative_data_rejection, positive_data_acceptance]
"""What is judged by meaning."""
SEATS = ("de-1", "no-1")
OPERATIONS = (
    "GET /api/v1/records",
    "POST /api/v1/records",
    "GET /api/v1/records/{record}",
    "GET /api/v1/search",
    "GET /api/v1/changes",
)


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Mapping[str, str], Any]]:
    """A site to which things may be filed, tokens for it, and what it says that there is."""
    house = furnish(tmp_path_factory.mktemp("described") / "eu").house
    give_passwords(house.folder)
    with served(house.folder) as site, urlopen(f"{site}/api/v1/openapi.json") as answer:
        yield site, tokens_of(house.folder), schemathesis.openapi.from_dict(json.loads(answer.read()))


def operations(schema: Any) -> dict[str, Any]:
    """The operations of a description by method and path."""
    found = [each.ok() for each in schema.get_all_operations()]
    return {f"{each.method.upper()} {each.path}": each for each in found}


def asking(ask: Callable[[Case[Any]], None], strategy: Any, count: int) -> None:
    """Ask so many questions, the same ones each time."""

    @settings(
        max_examples=count,
        derandomize=True,
        deadline=None,
        database=None,
        phases=(Phase.explicit, Phase.generate),
        suppress_health_check=list(HealthCheck),
    )
    @given(case=strategy)
    def ask_each(case: Case[Any]) -> None:
        ask(case)

    ask_each()


def test_the_operations_are_these(asked: tuple[str, Mapping[str, str], Any]) -> None:
    assert set(operations(asked[2])) == set(OPERATIONS)


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["in form", "out of form"])
@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize("seat", SEATS)
def test_every_answer_is_as_it_is_described(
    asked: tuple[str, Mapping[str, str], Any], seat: str, operation: str, mode: GenerationMode
) -> None:
    site, tokens, schema = asked

    bearer = {"Authorization": f"Bearer {tokens[seat]}"}

    def ask(case: Case[Any]) -> None:
        case.call_and_validate(base_url=site, headers=bearer, excluded_checks=MEANT)

    asking(ask, operations(schema)[operation].as_strategy(generation_mode=mode), EXAMPLES)


def test_what_is_too_much_at_once_is_refused_in_form(asked: tuple[str, Mapping[str, str], Any]) -> None:
    site, tokens, _ = asked
    held = HTTPConnection(urlsplit(site).netloc, timeout=30)
    held.putrequest("POST", "/api/v1/records")
    for name, value in {"Authorization": f"Bearer {tokens['de-1']}", "Content-Length": str(17 * 2**20)}.items():
        held.putheader(name, value)
    held.endheaders()
    answer = held.getresponse()
    assert (answer.status, json.loads(answer.read())["code"]) == (413, "too-big")
    held.close()


def test_what_is_out_of_form_is_told_by_its_place(asked: tuple[str, Mapping[str, str], Any]) -> None:
    site, tokens, _ = asked
    status, said = Program(site, tokens["de-1"]).ask("records", kind="document", limit="many")
    assert status == 422
    assert [(each["rule"], each["place"]) for each in said["findings"]] == [("W80", "query.limit")]
