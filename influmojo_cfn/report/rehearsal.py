"""The table of a rehearsal: what was tried, expected, seen, and who judged it."""

from __future__ import annotations

import io
from collections import Counter

from influmojo_cfn.rehearsal.rehearsal import Rehearsal
from influmojo_cfn.rehearsal.results import Result

WIDE = 250
"""Characters of a line where no terminal limits it: wide enough for any row."""


def table(rehearsal: Rehearsal, *, width: int = WIDE, color: bool = False) -> str:
    """Return the table as text of at most ``width`` characters a line."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    out = io.StringIO()
    console = Console(file=out, width=width, force_terminal=color, no_color=not color)
    lines = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    lines.add_column("Tried", overflow="fold", min_width=min(width // 2, 60))
    for heading in ("Expected", "Seen", "Judged by"):
        lines.add_column(heading)
    group = ""
    for row in rehearsal.rows:
        if row.group != group:
            group = row.group
            lines.add_row(Text(f"\n{group}", style="bold"), "", "", "")
        style = "bold red" if row.differs else "" if row.counts else "yellow"
        texts = (f"  {row.tried}", row.expected, row.seen or "-", _judged(row))
        lines.add_row(*(Text(text, style=style) for text in texts))
    console.print(lines)
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n"


def _judged(row: Result) -> str:
    return f"{row.judge}: DIFFERS" if row.differs else row.judge


def notes(rehearsal: Rehearsal) -> str:
    """Return why some rows were not the engine's to judge, what was not tried, and what differs."""
    reasons: dict[tuple[str, str], dict[str, None]] = {}
    for row in rehearsal.rows:
        if row.why_not_engine:
            judge = "not judged" if not row.counts else f"judged by the {row.judge}"
            known = reasons.setdefault((judge, row.why_not_engine), {})
            action = row.tried.partition(" ")[0]
            known[action if ":" in action else row.tried] = None
    lines = [f"{judge}, because {why}: {', '.join(of)}" for (judge, why), of in reasons.items()]
    lines += [
        f"not tried: {each.role} {each.sid} {each.action}: {each.reason}"
        for each in rehearsal.not_tried
    ]
    lines += [
        f"differs: {row.group}: {row.tried}: expected {row.expected}, seen {row.seen}"
        + (f" ({row.note})" if row.note else "")
        for row in rehearsal.rows
        if row.differs
    ]
    return "".join(f"{line}\n" for line in lines)


def summary(rehearsal: Rehearsal) -> str:
    """Return one sentence: how many points were seen, by whose judgement, and how many differ."""
    rows = rehearsal.rows
    judges = Counter(row.judge for row in rows if row.counts)
    seen = " and ".join(f"{count} by the {judge}" for judge, count in judges.items())
    unseen = sum(not row.counts for row in rows)
    differ = sum(row.differs for row in rows)
    return (
        f"{len(rows) - unseen} points judged, {seen}: {differ} differ; "
        f"{unseen} not enforced by the engine, {len(rehearsal.not_tried)} not tried"
    )
