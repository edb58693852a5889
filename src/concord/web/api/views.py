"""The operations of the API: reading and filing by the desk of a token's seat.

Source: docs/spec/site.md W20-W22, W80.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from ninja import Field, NinjaAPI, Query, Schema
from ninja.errors import ValidationError

from concord.desk import ConflictError, Desk, Order
from concord.desk import Query as Asked
from concord.desk.errors import HandleError, StaleError, StoreError
from concord.desk.queries import Condition, Op, understood
from concord.desk.records import Draft, NewPortion
from concord.node.errors import ClockError
from concord.release.errors import MalformedError
from concord.release.findings import Finding
from concord.release.labels import LabelSet
from concord.web.api.shapes import (
    ChangesOut,
    DraftIn,
    EditionOut,
    FaultOut,
    PageOut,
    ReceiptOut,
    edition_out,
    findings_out,
    page_out,
)
from concord.web.api.tokens import Bearer
from concord.web.node import markings

api = NinjaAPI(title="Concord", version="1", auth=Bearer(), docs_url=None, urls_namespace="api")

FAULTS = dict.fromkeys((400, 401, 404, 409, 413, 422, 503), FaultOut)
"""What may come instead of an answer."""
MOST = 200
MISSING = FaultOut(detail="no such record")
"""For what does not exist and for what is withheld."""


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
    return edition_out(edition) if edition else (404, MISSING)


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
    fault = FaultOut(detail=error.source, findings=findings_out(error.findings))
    return api.create_response(request, fault.model_dump(), status=422)


@api.exception_handler(ValidationError)
def out_of_form(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """What is not in the form that the description gives it, each by its place."""
    findings = tuple(Finding("W80", ".".join(map(str, e["loc"])), e["msg"], e["type"]) for e in error.errors)
    return malformed(request, MalformedError("request", findings))


@api.exception_handler(RequestDataTooBig)
def too_big(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
    """More than the site takes at once."""
    return api.create_response(request, FaultOut(detail="request too big").model_dump(), status=413)


@api.exception_handler(HandleError)
def unknown_handle(request: HttpRequest, error: HandleError) -> HttpResponse:
    """A cursor or token that was not given for this question and this seat."""
    return api.create_response(request, FaultOut(detail=str(error)).model_dump(), status=422)


@api.exception_handler(ConflictError)
@api.exception_handler(StaleError)
def conflicting(request: HttpRequest, error: Exception) -> HttpResponse:
    """What was asked rests on what is no longer so: ask again."""
    return api.create_response(request, FaultOut(detail=str(error)).model_dump(), status=409)


@api.exception_handler(ClockError)
def behind(request: HttpRequest, error: ClockError) -> HttpResponse:
    """The clock of the node went back: nothing is read until it is set right (W92)."""
    return api.create_response(request, FaultOut(detail=str(error)).model_dump(), status=503)


@api.exception_handler(StoreError)
def unavailable(request: HttpRequest, error: StoreError) -> HttpResponse:
    """The database is lost, full, busy or damaged: what it reported, and what to do (W93)."""
    return api.create_response(request, FaultOut(detail=str(error)).model_dump(), status=503)


def _desk(request: HttpRequest) -> Desk:
    desk: Desk = request.auth.desk  # type: ignore[attr-defined]  # the seat of the token
    return desk


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
