"""I9407: actions and resources that others of the statement cover."""

from __future__ import annotations

from influmojo_cfn.iam.patterns import covers
from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.rule import Findings, rule

MOST_VALUES = 60


@rule(
    id="I9407",
    shortdesc="The statement contains the same value twice",
    description="An action or resource of the statement is covered by another one.",
    why="The longer list hides which entry is the one that counts.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html",
)
def repeated_value(statement: PolicyStatement) -> Findings:
    for values, fold in ((statement.actions, True), (statement.resources, False)):
        if not 1 < len(values) <= MOST_VALUES:
            continue
        folded = [value.text.lower() if fold else value.text for value in values]
        patterns = [n for n, text in enumerate(folded) if "*" in text or "?" in text]
        first: dict[str, int] = {}
        for index, text in enumerate(folded):
            by = first.setdefault(text, index)
            covering = [by] if by != index else [n for n in patterns if folded[n] != text]
            for number in covering:
                other, value = values[number], values[index]
                if other.path == value.path or not other.branch <= value.branch:
                    continue
                if covers(folded[number], text):
                    yield value.path, f"covered by {statement.policy.show(other.text)!r}"
                    break
