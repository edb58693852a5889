"""The door: one reader, one rulebook, one moment. Records go in through the desk, editions come out.

Source: docs/spec/desk.md.
"""

from __future__ import annotations

from concord.desk.acts import Act, Acts
from concord.desk.blobs import Attachment
from concord.desk.desk import Desk
from concord.desk.editions import Edition, Shown
from concord.desk.errors import ConflictError, HandleError, NotThereError, PastError, StaleError
from concord.desk.kinds import Field, Kind, Kinds, Names, PortionKind
from concord.desk.memory import MemoryStore
from concord.desk.moment import Moment
from concord.desk.purging import Due, Purge, PurgeById, Purged, Reason
from concord.desk.queries import Condition, Op, Order, Query
from concord.desk.setting import Setting
from concord.desk.tables import Analysis, Table
from concord.desk.values import Blob, Type

__all__ = [
    "Act",
    "Acts",
    "Analysis",
    "Attachment",
    "Blob",
    "Condition",
    "ConflictError",
    "Desk",
    "Due",
    "Edition",
    "Field",
    "HandleError",
    "Kind",
    "Kinds",
    "MemoryStore",
    "Moment",
    "Names",
    "NotThereError",
    "Op",
    "Order",
    "PastError",
    "PortionKind",
    "Purge",
    "PurgeById",
    "Purged",
    "Query",
    "Reason",
    "Setting",
    "Shown",
    "StaleError",
    "Table",
    "Type",
]
