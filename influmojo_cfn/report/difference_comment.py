"""A difference as a comment on a pull request: what to look at first is what was gained, and how.

The list of what was gained is the comment; all else is folded. GitHub and GitLab show the same.

Sources: https://docs.github.com/en/get-started/writing-on-github (alerts, collapsed sections) and
https://docs.gitlab.com/user/markdown/ (read 2026-11-27).
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from influmojo_cfn.cloudformation.places import value_at
from influmojo_cfn.evaluation.request import Caller
from influmojo_cfn.proof.access import Excess
from influmojo_cfn.proof.access_change import AccessChange
from influmojo_cfn.proof.difference import Difference
from influmojo_cfn.report.access_levels import ADMINISTRATOR, RANKED, by_weight, levels_of
from influmojo_cfn.report.excess import (
    SHOWN,
    denials_of,
    example,
    line_of,
    place_of,
    unknown_of,
)
from influmojo_cfn.report.printable import counted, markdown_code, markdown_terms

_MOST = 20
"""How many items are shown before the rest is folded."""
_ACCOUNT = "${AWS::AccountId}"
_ROOT = re.compile(r"arn:[^:]*:iam::([^:]*):root")
_CALLERS = {
    "Service": "the service ",
    "Federated": "the identity provider ",
    "CanonicalUser": "the canonical user ",
}
_PARTS = {"permissions": "", "trust": " (trust policy)", "policy": " (policy)"}


class _Item(NamedTuple):
    """What one statement gives or took, and whose it is."""

    change: AccessChange
    found: Excess
    levels: tuple[str, ...]


def markdown(difference: Difference) -> str:
    """Write a difference as a comment on a pull request; one line where there is nothing to say."""
    changes = difference.changes
    fails = [f"- {markdown_terms(each.message)}" for each in difference.replacements]
    failing = ["### The update fails", "", *fails, ""] if fails else []
    if all(change.outcome == "unchanged" for change in changes):
        return "\n".join([*failing, _nothing(difference)])
    gained = _items(changes, lambda change: change.gained.excesses)
    lost = _items(changes, lambda change: change.lost.excesses)
    unknown = [(change, reason) for change in changes for reason in unknown_of(change)]
    writer = _CommentWriter(difference.account)
    lines = ["## Access changes", "", _summary(gained, lost, unknown), ""]
    lines += [*_alert(gained), *failing]
    if gained:
        lines += ["### Gained", "", *writer.items(gained, is_gain=True), ""]
    if unknown:
        lines += ["### Not known, so not safe to assume", ""]
        lines += [f"- {_name(change)}: {markdown_terms(reason)}" for change, reason in unknown]
        lines.append("")
    if lost:
        lines += _folded(f"Lost: {len(lost)}", writer.items(lost, is_gain=False))
    lines += _folded("What was compared", list(_compared(difference)))
    return "\n".join(lines).rstrip()


def _nothing(difference: Difference) -> str:
    if not difference.changes:
        return "The templates have no roles or policies to compare."
    said = "".join(f" {_sentence(text)}" for text in difference.assumptions)
    return f"No role or policy gained or lost access.{said}"


def _items(
    changes: Iterable[AccessChange], excesses: Callable[[AccessChange], Sequence[Excess]]
) -> list[_Item]:
    """Return what was gained or lost, the worst first."""
    found = [
        _Item(change, each, levels_of(each)) for change in changes for each in excesses(change)
    ]
    return sorted(found, key=lambda item: by_weight(item.found))


def _summary(
    gained: Sequence[_Item], lost: Sequence[_Item], unknown: Sequence[tuple[AccessChange, str]]
) -> str:
    """Count the statements by which something was gained and lost, by their worst access level."""
    parts = [f"**Gained**: {_counted(gained)}"]
    if unknown:
        parts.append(f"**Not known**: {len(unknown)}")
    parts.append(f"**Lost**: {_counted(lost)}")
    return " · ".join(parts)


def _counted(items: Sequence[_Item]) -> str:
    if not items:
        return "nothing"
    counts = Counter(item.levels[0] for item in items)
    named = ", ".join(f"{counts[n]} {n.lower()}" for n in RANKED if n in counts)
    return f"{counted(len(items), 'statement')} ({named})"


def _alert(gained: Sequence[_Item]) -> Iterator[str]:
    """Yield a warning that names the administrators that there are now."""
    names = [_name(item.change) for item in gained if item.levels[0] == ADMINISTRATOR]
    if names:
        listed = ", ".join(dict.fromkeys(names))
        yield "> [!CAUTION]"
        yield f"> Administrator access for {listed}: every action on every resource."
        yield ""


class _CommentWriter:
    """Writes items, with the account's number as the template writes it."""

    def __init__(self, account: str) -> None:
        self.account = account

    def items(self, items: Sequence[_Item], *, is_gain: bool) -> list[str]:
        """Return the items of a list, those past the first ones folded."""
        lines = [line for item in items[:_MOST] for line in self._item(item, is_gain=is_gain)]
        if rest := items[_MOST:]:
            more = [line for item in rest for line in self._item(item, is_gain=is_gain)]
            lines += ["", *_folded(f"{len(rest)} more", more)]
        return lines

    def _item(self, item: _Item, *, is_gain: bool) -> Iterator[str]:
        change, found = item.change, item.found
        where = place_of(found.policy, found.statement)
        place = f" ({markdown_code(where)})" if where else ""
        denied = [self._denial(found, text) for text in denials_of(found)]
        what = self._terms(found, line_of(found))
        if denied and not where:
            # Without a statement, what others allow: the Denies alone tell what changed.
            what = f"{'no longer' if is_gain else 'now'} denied: {'; '.join(denied)}"
        yield f"- **{', '.join(item.levels)}** · {_name(change)}: {what}{place}"
        if found.note:
            yield f"  - {_sentence(found.note)}"
        yield f"  - {self._example(change, found, is_gain=is_gain)}"
        verb = "was denied before" if is_gain else "is denied now"
        for text in denied if where else ():
            yield f"  - Of these requests, {text} {verb}."
        if len(found.actions) > SHOWN:
            named = ", ".join(map(markdown_code, found.actions))
            yield f"  - <details><summary>All {len(found.actions)} actions</summary>"
            yield ""
            yield f"    {named}"
            yield ""
            yield "    </details>"

    def _example(self, change: AccessChange, found: Excess, *, is_gain: bool) -> str:
        """Return in a sentence which request can be made now, or no longer."""
        can = "can now" if is_gain else "can no longer"
        text = example(found.counterexample)
        caller = found.counterexample.request.principal
        if caller is None:
            name = markdown_code(change.role)
            return f"For example, {name} {can} call {self._terms(found, text)}."
        request = self._terms(found, text.replace(f" by {caller.kind} {caller.identifier}", "", 1))
        does = f"assume {markdown_code(change.role)}:" if change.part == "trust" else "call"
        return f"For example, {self._terms(found, _caller(caller))} {can} {does} {request}."

    def _denial(self, found: Excess, text: str) -> str:
        what, _, where = text.removesuffix("]").partition("  [")
        return self._terms(found, what) + (f" ({markdown_code(where)})" if where else "")

    def _terms(self, found: Excess, text: str) -> str:
        if self.account and self._is_pseudo_parameter(found):
            text = text.replace(self.account, _ACCOUNT)
        return markdown_terms(text)

    def _is_pseudo_parameter(self, found: Excess) -> bool:
        """Return whether the account is the deployment's own: no string of the template has it."""
        document = getattr(found.policy.source, "data", None)
        if not isinstance(document, dict) or "Resources" not in document:
            return False
        written = value_at(document, found.statement.path)
        others = [_defaults(document.get("Parameters")), document.get("Mappings")]
        return self.account not in json.dumps([written, *others], default=str)


def _caller(caller: Caller) -> str:
    """Return who makes a request, as the subject of a sentence."""
    account = _ROOT.fullmatch(caller.identifier)
    if account is not None:
        return f"the AWS account {account[1]}"
    return f"{_CALLERS.get(caller.kind, '')}{caller.identifier}"


def _defaults(parameters: Any) -> list[Any]:
    """Return the default of each parameter: an example in a description gives no value."""
    found = parameters.values() if isinstance(parameters, dict) else ()
    return [each.get("Default") for each in found if isinstance(each, dict)]


def _folded(summary: str, lines: Sequence[str]) -> list[str]:
    return ["<details>", f"<summary>{summary}</summary>", "", *lines, "", "</details>", ""]


def _compared(difference: Difference) -> Iterator[str]:
    """Yield what did not change, and what was assumed."""
    same = [_name(change) for change in difference.changes if change.outcome == "unchanged"]
    yield f"- Unchanged: {', '.join(same) or 'nothing'}"
    for text in difference.assumptions:
        yield f"- {_sentence(text)}"


def _sentence(text: str) -> str:
    """Write words of a proof as a sentence."""
    said = markdown_terms(text)
    return f"{said[0].upper()}{said[1:]}."


def _name(change: AccessChange) -> str:
    presence = "" if change.presence == "both" else f", {change.presence}"
    return f"{markdown_code(change.role)}{_PARTS[change.part]}{presence}"
