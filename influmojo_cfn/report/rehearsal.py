"""The table of a rehearsal: what was tried, expected, seen, and who judged it."""

from __future__ import annotations

import io
from collections import Counter

from influmojo_cfn.rehearsal.rehearsal import Rehearsal
from influmojo_cfn.rehearsal.results import Result
from influmojo_cfn.report.line_width import wrapped
from influmojo_cfn.report.printable import printable

WIDE = 250
"""Characters of a line where no terminal limits it: wide enough for any result."""


def table(rehearsal: Rehearsal, *, width: int = WIDE, color: bool = False) -> str:
    """Return the table as text of at most ``width`` characters a line; a list if it is wider."""
    if _width_of(rehearsal) > width:
        return _listed(rehearsal, width)
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    out = io.StringIO()
    console = Console(file=out, width=width, force_terminal=color, no_color=not color)
    lines = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    lines.add_column("Tried", overflow="fold", min_width=_tried(rehearsal))
    for heading in _HEADINGS[1:]:
        lines.add_column(heading)
    group = ""
    for result in rehearsal.results:
        if result.group != group:
            group = result.group
            lines.add_row(Text(f"\n{printable(group)}", style="bold"), "", "", "")
        style = "bold red" if result.differs else "" if result.counts else "yellow"
        texts = (f"  {result.tried}", result.expected, result.seen or "-", _judged(result))
        lines.add_row(*(Text(printable(text), style=style) for text in texts))
    console.print(lines)
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n"


_HEADINGS = ("Tried", "Expected", "Seen", "Judged by")
_AROUND = 3
"""Characters that a column takes besides its text."""


def _tried(rehearsal: Rehearsal) -> int:
    return max((len(printable(each.tried)) + 2 for each in rehearsal.results), default=5)


def _width_of(rehearsal: Rehearsal) -> int:
    """Return how wide the table is when not a string in it is broken."""
    others = [(each.expected, each.seen or "-", _judged(each)) for each in rehearsal.results]
    columns = zip(_HEADINGS[1:], *others, strict=True)
    widths = [_tried(rehearsal), *(max(map(len, texts)) for texts in columns)]
    return sum(widths) + _AROUND * len(widths)


def _listed(rehearsal: Rehearsal, width: int) -> str:
    """Return the results as a list: what was tried, and below it what was expected and seen."""
    lines: list[str] = []
    group = ""
    for result in rehearsal.results:
        if result.group != group:
            group = result.group
            lines += ["", printable(group)]
        seen = f"expected {result.expected}, seen {result.seen or '-'}, by {_judged(result)}"
        lines += [f"  {printable(result.tried)}", f"    {printable(seen)}"]
    return wrapped("\n".join(lines).strip("\n"), width) + "\n"


def _judged(result: Result) -> str:
    return f"{result.judge}: DIFFERS" if result.differs else result.judge


def notes(rehearsal: Rehearsal) -> str:
    """Return why the emulator did not judge some results, what was not tried, and what differs."""
    reasons: dict[tuple[str, str], dict[str, None]] = {}
    for result in rehearsal.results:
        if result.why_not_emulator:
            judge = "not judged" if not result.counts else f"judged by the {result.judge}"
            known = reasons.setdefault((judge, result.why_not_emulator), {})
            action = result.tried.partition(" ")[0]
            known[action if ":" in action else result.tried] = None
    lines = [f"{judge}, because {why}: {', '.join(of)}" for (judge, why), of in reasons.items()]
    lines += [
        f"not tried: {each.role} {each.sid} {each.action}: {each.reason}"
        for each in rehearsal.not_tried
    ]
    lines += [
        f"differs: {result.group}: {result.tried}: expected {result.expected}, seen {result.seen}"
        + (f" ({result.note})" if result.note else "")
        for result in rehearsal.results
        if result.differs
    ]
    return "".join(f"{printable(line)}\n" for line in lines)


def summary(rehearsal: Rehearsal) -> str:
    """Return one sentence: how many points were seen, by whose judgment, and how many differ."""
    results = rehearsal.results
    judges = Counter(result.judge for result in results if result.counts)
    *others, last = [f"{count} by the {judge}" for judge, count in judges.items()] or [""]
    seen = " and ".join(filter(None, (", ".join(others), last)))
    unseen = sum(not result.counts for result in results)
    differ = sum(result.differs for result in results)
    return (
        f"{len(results) - unseen} points judged, {seen}: {differ} differ; "
        f"{unseen} not enforced by the emulator, {len(rehearsal.not_tried)} not tried"
    )
