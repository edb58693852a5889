"""The operations of the API: reading and filing by the desk of a token's seat.

Source: docs/spec/site.md W20-W22, W80, W150.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from ninja import Field, NinjaAPI, Query, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError

from concord.desk import ConflictError, Desk, Order
from concord.desk import Query as Asked
from concord.desk.errors import HandleError, StaleError, StoreError
from concord.desk.queries import Condition, Op, understood
from concord.desk.records import Draft, NewPortion
from concord.node.errors import ClockError
from concord.release.errors import MalformedError
from concord.release.findings import Finding
from concord.release.labels import LabelSet
from concord.web.api.faults import fault
from concord.web.api.shapes import (
    ChangesOut,
    DraftIn,
    EditionOut,
    FaultOut,
    PageOut,
    ReceiptOut,
    edition_out,
    page_out,
)
from concord.web.api.tokens import Bearer
from concord.web.node import markings

api = NinjaAPI(title="Concord", version="1", auth=Bearer(), docs_url=None, urls_namespace="api")

FAULTS = dict.fromkeys((400, 401, 404, 409, 413, 422, 500, 503), FaultOut)
"""What may come instead of an answer."""
MOST = 200
CODES: dict[type[Exception], str] = {
    AuthenticationError: "no-token",
    HttpError: "not-taken",
    RequestDataTooBig: "too-big",
    HandleError: "handle",
    ConflictError: "changed",
    StaleError: "stale",
    ClockError: "clock",
    StoreError: "store",
}
"""Errors by the codes under which they are told."""
FORMS = {
    "missing": "a value",
    "string_type": "a text",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_parsing_size": "a whole number",
    "int_from_float": "a whole number",
    "list_type": "a list of values",
    "dict_type": "values by their names",
    "model_type": "values by their names",
    "model_attributes_type": "values by their names",
}
"""What is expected where something is not in the form of the description."""


class ListIn(Schema):
    """What a list looks for: conditions `field:operation:value`, and an order by a field, turned by `-` before it."""

    kind: str
    where: list[str] = Field(default_factory=list)
    order: str = ""
    limit: int = 50
    cursor: str = ""


@api.get("/records", response={200: PageOut, **FAULTS}, summary="A page of the records of a kind")
def records(request: HttpRequest, asked: Query[ListIn]) -> PageOut:
    """Records that meet all conditions, in an order."""
    desk, findings = _desk(request), list[Finding]()
    order = Order(asked.order.removeprefix("-"), asked.order.startswith("-")) if asked.order else None
    where = tuple(found for text in asked.where if (found := _condition(text, findings)) is not None)
    query = Asked(asked.kind, where, order)
    if findings:
        raise MalformedError("query", (*findings, *_unfit(desk, query)))
    return page_out(desk.find(query, limit=_limit(asked.limit), cursor=asked.cursor))


@api.get("/records/{record}", response={200: EditionOut, **FAULTS}, summary="The edition of a record")
def record(request: HttpRequest, record: str) -> Any:
    """The edition that is released to this seat."""
    edition = _desk(request).get(record)
    return edition_out(edition) if edition else fault("missing")


@api.get("/search", response={200: PageOut, **FAULTS}, summary="Records that hold words")
def search(request: HttpRequest, q: str, kind: str = "", limit: int = 50, cursor: str = "") -> PageOut:
    """Records that hold every word in released portions, newest first."""
    return page_out(_desk(request).search(q, kinds=(kind,) if kind else (), limit=_limit(limit), cursor=cursor))


@api.get("/changes", response={200: ChangesOut, **FAULTS}, summary="What changed since a token")
def changes(request: HttpRequest, since: str = "") -> ChangesOut:
    """The records whose editions changed; without a token, all that have one."""
    found = _desk(request).changes(since)
    return ChangesOut(records=list(found.records), everything=found.everything, token=found.token)


@api.post("/records", response={201: ReceiptOut, **FAULTS}, summary="File a record")
def file(request: HttpRequest, draft: DraftIn) -> Any:
    """File a record, all or nothing, with every fault at once."""
    desk = _desk(request)
    findings: list[Finding] = []

    def label(marking: str, place: str) -> LabelSet | None:
        try:
            return LabelSet(markings().read(marking, desk.moment.day))
        except MalformedError as error:
            findings.extend(Finding(each.rule, place, each.expected, each.found) for each in error.findings)
        return None

    default = label(draft.marking, "marking")
    portions = [
        NewPortion(
            each.id,
            each.name,
            each.values,
            label(each.marking, f"portion `{each.id}`, marking") if each.marking else None,
            each.variant_of,
        )
        for each in draft.portions
    ]
    if findings:
        raise MalformedError("draft", tuple(findings))
    return 201, ReceiptOut(record=desk.file(Draft(draft.id, draft.kind, tuple(portions), default)).record)


@api.exception_handler(MalformedError)
def malformed(request: HttpRequest, error: MalformedError) -> HttpResponse:
    """Every fault at once."""
    return fault("unfit", error.findings)


@api.exception_handler(ValidationError)
def out_of_form(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """What is not in the form that the description gives it, each by its place."""
    return fault("out-of-form", map(_out_of_form, error.errors))


@api.exception_handler(HttpError)
@api.exception_handler(AuthenticationError)
@api.exception_handler(RequestDataTooBig)
@api.exception_handler(HandleError)
@api.exception_handler(ConflictError)
@api.exception_handler(StaleError)
@api.exception_handler(ClockError)
@api.exception_handler(StoreError)
def refused(request: HttpRequest, error: Exception) -> HttpResponse:
    """What there is no answer to, by its code alone: what an error says of itself is not told (W150)."""
    return fault(next(code for sort, code in CODES.items() if isinstance(error, sort)))


def _desk(request: HttpRequest) -> Desk:
    desk: Desk = request.auth.desk  # type: ignore[attr-defined]  # the seat of the token
    return desk


def _out_of_form(error: Mapping[str, Any]) -> Finding:
    """A fault of form by its place in the request."""
    found = "nothing" if error["type"] == "missing" else "something else"
    return Finding("W80", ".".join(map(str, error["loc"])), FORMS.get(error["type"], "another form"), found)


def _limit(asked: int) -> int:
    """As many as were asked for, if that is not too much; the desk says what is wrong with less than one."""
    return min(asked, MOST)


def _unfit(desk: Desk, query: Asked) -> tuple[Finding, ...]:
    """What is wrong with the rest of a query of which something is (W122)."""
    kind = desk.kinds.by_name.get(query.kind)
    try:
        if kind is not None:
            understood(query, kind)
        else:
            desk.find(query)
    except MalformedError as error:
        return error.findings
    return ()


def _condition(text: str, findings: list[Finding]) -> Condition | None:
    """A condition as it is written in an address; None with its fault where it is in another form."""
    field, _, rest = text.partition(":")
    name, _, value = rest.partition(":")
    op = next((each for each in Op if each.value.replace(" ", "-") == name), None)
    if op is None:
        known = ", ".join(each.value.replace(" ", "-") for each in Op)
        findings.append(Finding("W21", "where", f"field:operation:value, of {known}", text))
        return None
    values = tuple(value.split(",")) if op is Op.ONE_OF else (value,) if value else ()
    return Condition(field, op, values)
