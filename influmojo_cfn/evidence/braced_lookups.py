"""What a queue or a topic is called, whose URL or ARN the code looks up by its name."""

from __future__ import annotations

import re
from typing import NamedTuple

from influmojo_cfn.evidence.braced_file import BracedFile
from influmojo_cfn.evidence.braced_source import BracedProject

MOST_STEPS = 20
MOST_NAMES = 4

_LOOKS_UP = re.compile(
    r"(?:get_?queue_?url|create_?queue|create_?topic)(?:Command|Input|Request|Async)?\b", re.I
)
_NAMED = re.compile(r"\b(?:QueueName|Name)\s*:\s*|\.\s*(?:withQ|q|withN|n)(?:ueueN)?ame\s*\(")
_METHOD = re.compile(r"\.\s*(?:getQueueUrl|createQueue|createTopic)(?:Async)?\s*\(", re.I)
_ANSWERS = ("QueueUrl", "TopicArn", "queueUrl", "topicArn")
"""Members of what a look-up gives, which are assigned to whatever takes them."""


class Expression(NamedTuple):
    """An expression: its file and its span."""

    file: BracedFile
    start: int
    end: int


def name_looked_up(
    project: BracedProject, place: Expression, seen: set[tuple[int, int]]
) -> Expression | None:
    """Return what names the queue or topic that an expression is looked up by, or None.

    ``queues.getQueueUrl("jobs").getQueueUrl()``, or ``*out.QueueUrl`` where ``out`` is what
    ``GetQueueUrl`` gave. ``seen`` are the spans that were read on the way.
    """
    file, start, end = place
    if (start, end) in seen or len(seen) > MOST_STEPS:
        return None
    seen.add((start, end))
    if _LOOKS_UP.search(file.mask, start, end):
        return _named_in(project, place)
    for name in re.findall(r"[A-Za-z_$][\w$]*", file.mask[start:end])[:MOST_NAMES]:
        for span in _assigned(project, file, name, start):
            found = name_looked_up(project, Expression(file, *span), seen)
            if found:
                return found
    return None


def _named_in(project: BracedProject, place: Expression) -> Expression | None:
    file, start, end = place
    named = _NAMED.search(file.mask, start, end)
    if named and named[0].endswith("("):
        parts = file.parts(named.end() - 1)
        return Expression(file, *parts[0]) if parts else None
    if named:
        return Expression(file, named.end(), file.end_of_expression(named.end()))
    method = _METHOD.search(file.mask, start, end)
    parts = file.parts(method.end() - 1) if method else []
    for span in reversed(parts):
        text = file.mask[slice(*span)].strip()
        if not text.isidentifier():
            is_text = text[:1] in "\"'`" or "getenv" in text
            return Expression(file, *span) if is_text else None
        made = project.assignment(file, text, span[0])
        inner = made and _NAMED.search(file.mask, *made)
        if made and inner:
            return _named_in(project, Expression(file, *made))
    return Expression(file, *parts[0]) if len(parts) == 1 else None


def _assigned(
    project: BracedProject, file: BracedFile, name: str, position: int
) -> list[tuple[int, int]]:
    """Return what is assigned to a name, also by taking an object apart, or to a member."""
    found = project.assignment(file, name, position)
    spans = [found] if found else []
    ends = [end for _, end in file.taken_apart(name)]
    if name not in _ANSWERS or file.file.language != "go":
        ends += [each.end() for each in file.assigned_members.get(name, ())]
    return [*spans, *((each, file.end_of_expression(each)) for each in ends)]
