"""`concord edition --out FILE`: an edition as a file.

Source: docs/spec/papers-out.md PO21.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from concord.cli.inputs import write_file
from concord.cli.scene import Scene
from concord.dissemination.leaving import paper_out
from concord.release.edition import Edition

WORD, PDF = ".docx", ".pdf"


class PaperFile(click.ParamType[str]):
    """The name of a file that a paper is written to; its ending says as what."""

    name = "file"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if _ending(str(value)) not in (WORD, PDF):
            self.fail(f"expected a name that ends in {WORD} or {PDF}, found `{value}`", param, ctx)
        return str(value)


out_option = click.option(
    "--out", type=PaperFile(), metavar="FILE", help="Write it as a Word file (.docx) or a PDF (.pdf)."
)


def write_edition(made: Edition, scene: Scene, out: str) -> None:
    """Write an edition as the ending of `out` says, whole or not at all.

    Raises:
        UsageError: it cannot be written.
    """
    paper = paper_out(made, lambda label, code: scene.book.print_label(label, code=code), is_exercise=scene.is_exercise)
    if _ending(out) == WORD:
        from concord.formats.docx.write import write  # noqa: PLC0415 (heavy: loaded when a file is asked for)
    else:
        from concord.formats.pdf.write import write  # noqa: PLC0415 (the same)
    write_file(out, write(paper))


def _ending(name: str) -> str:
    return Path(name).suffix.lower()
