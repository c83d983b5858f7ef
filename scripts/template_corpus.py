"""Write contributing/template-corpus.md: what rules find in public templates, judged.

``python -m scripts.template_corpus FOLDER`` runs the rules over the templates of a folder, each
named OWNER+REPOSITORY+PATH, and keeps the counts and a sample of the findings in
``tests/rules/judged_template_findings.json``. The sample of a rule is the findings whose hashes are
lowest, those with different messages first, so that no one chose them: 20 of an E rule, 10 of a W
rule. A finding of the sample that has no judgment yet is printed, and nothing is written. Without
FOLDER the page is written from that file alone. The templates are not part of this repository; the
file says where they are.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from influmojo_cfn.checks.file_types import check_other_kind
from influmojo_cfn.cloudformation import parse
from influmojo_cfn.errors import TemplateError
from influmojo_cfn.rules.engine import check_template, rules
from influmojo_cfn.rules.read import read_template

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs/contributing/template-corpus.md"
JUDGED = ROOT / "tests/rules/judged_template_findings.json"
SAMPLE = {"E": 20, "W": 10}
VERDICTS = ("right", "debatable", "wrong")


@dataclass(frozen=True, order=True)
class TemplateFinding:
    """A finding in one of the templates; ``place`` is its path with dots."""

    rule: str
    template: str
    place: str
    message: str

    @property
    def key(self) -> str:
        """What names the finding, whatever its message says."""
        return f"{self.rule} {self.template} {self.place}"

    @property
    def rank(self) -> str:
        """What orders findings in a way that no one chose."""
        return hashlib.sha256(self.key.encode()).hexdigest()


def templates(folder: Path) -> Iterator[tuple[str, str, Any]]:
    """Yield name, text and data of each template with policies or roles, each text once."""
    seen: set[str] = set()
    for path in sorted(folder.iterdir()):
        text = path.read_text("utf-8-sig", errors="replace")
        if text in seen:
            continue
        try:
            document = parse(text)
        except TemplateError:
            continue
        data = document.data
        if check_other_kind(document):
            continue
        if isinstance(data, dict) and isinstance(data.get("Resources"), dict):
            model = read_template(data)
            if model.policies or model.entities:
                seen.add(text)
                yield path.name, text, data


def findings(folder: Path) -> tuple[list[TemplateFinding], Counter[str]]:
    """Return the findings of all templates, and how many templates each repository has."""
    found: list[TemplateFinding] = []
    count: Counter[str] = Counter()
    for name, _, data in templates(folder):
        count["/".join(name.split("+")[:2])] += 1
        found.extend(
            TemplateFinding(one.rule_id, name, ".".join(map(str, one.path)), one.message)
            for one in check_template(data)
        )
    return found, count


def sample(found: Iterable[TemplateFinding]) -> Iterator[TemplateFinding]:
    """Yield the findings to be judged, by rule."""
    by_rule: dict[str, list[TemplateFinding]] = defaultdict(list)
    for one in sorted(found, key=lambda one: one.rank):
        by_rule[one.rule].append(one)
    for rule, rows in sorted(by_rule.items()):
        messages: set[str] = set()
        first: list[TemplateFinding] = []
        others: list[TemplateFinding] = []
        for row in rows:
            (others if row.message in messages else first).append(row)
            messages.add(row.message)
        yield from [*first, *others][: SAMPLE.get(rule[0], 0)]


def load() -> dict[str, Any]:
    """Return what is kept: repositories, counts and judgments."""
    kept: dict[str, Any] = json.loads(JUDGED.read_text("utf-8"))
    return kept


def record(folder: Path) -> list[TemplateFinding]:
    """Keep the counts and the sample of a folder; return what no one has judged yet."""
    kept = load()
    known = {row["finding"]: row for row in kept["judged"]}
    found, count = findings(folder)
    chosen = list(sample(found))
    missing = [one for one in chosen if one.key not in known]
    if not missing:
        kept["templates"] = count.total()
        for row in kept["repositories"]:
            row["templates"] = count[row["name"]]
        kept["fired"] = dict(sorted(Counter(one.rule for one in found).items()))
        kept["judged"] = [known[one.key] for one in sorted(chosen)]
        JUDGED.write_text(json.dumps(kept, indent=1) + "\n")
    return missing


def share(kept: Mapping[str, Any], letter: str, *verdicts: str) -> float:
    """Return which part of the findings read of E or W rules has one of the verdicts."""
    rows = [row["verdict"] for row in kept["judged"] if row["finding"][0] == letter]
    return sum(verdict in verdicts for verdict in rows) / len(rows)


def per_template(kept: Mapping[str, Any], letter: str) -> float:
    """Return how many findings of E or W rules a template has on average."""
    fired: Mapping[str, int] = kept["fired"]
    findings_of_letter = sum(n for rule, n in fired.items() if rule[0] == letter)
    return findings_of_letter / int(kept["templates"])


def speed(kept: Mapping[str, Any]) -> list[str]:
    """Return what :mod:`scripts.template_corpus_speed` measured."""
    took = kept["speed"]
    ratio = took["with"] / took["without"]
    return [
        f"- cfn-lint takes {took['with']:.0f} s for all of them with these rules and",
        f"  {took['without']:.0f} s without, {ratio:.2f} times as long. The rules take at most",
        f"  {took['slowest']:.1f} s for one; {took['failed']} that cfn-lint cannot read omitted.",
    ]


def page() -> str:
    """Return the page."""
    kept = load()
    titles = {rule.id: rule.shortdesc for rule in rules()}
    read: dict[str, Counter[str]] = defaultdict(Counter)
    for row in kept["judged"]:
        read[row["finding"].split()[0]][row["verdict"]] += 1
    lines = [
        "# What the rules find in public templates",
        "",
        "Made by `python -m scripts.template_corpus`; do not edit. The templates come from the",
        f"public repositories at the end of this page: {kept['templates']:,} templates with",
        f"policies in them, checked on {kept['date']}. The rules were written before these",
        "templates were read, and corrected where a finding was wrong.",
        "",
        f"- E rules: {per_template(kept, 'E'):.2f} findings a template; of those read,",
        f"  {share(kept, 'E', 'right'):.1%} are right.",
        f"- W rules: {per_template(kept, 'W'):.2f} findings a template; of those read,",
        f"  {share(kept, 'W', 'right'):.1%} are useful.",
        "",
        *speed(kept),
        "",
        "Of each E rule that fired 20 findings were read, of each W rule 10, or all where there",
        "are fewer. A finding is debatable where it is true and a reviewer might leave it.",
        "",
        "| rule | fired | read | right | debatable | wrong | |",
        "|---|---|---|---|---|---|---|",
    ]
    for rule, fired in kept["fired"].items():
        if rule[0] in SAMPLE:
            verdicts = [str(read[rule][verdict]) for verdict in VERDICTS]
            total = sum(read[rule].values())
            cells = [rule, str(fired), str(total), *verdicts, titles.get(rule, "")]
            lines.append(f"| {' | '.join(cells)} |")
    lines += ["", *unseen(kept)]
    lines += ["", "## Debatable or wrong", "", "| finding | verdict | reason |", "|---|---|---|"]
    for row in kept["judged"]:
        if row["verdict"] != "right":
            lines.append(f"| `{row['finding']}` | {row['verdict']} | {row['reason']} |")
    lines += ["", "## Repositories", "", "| repository | commit | templates |", "|---|---|---|"]
    for row in kept["repositories"]:
        lines.append(f"| {row['name']} | `{row['commit'][:12]}` | {row['templates']} |")
    return "\n".join(lines) + "\n"


def unseen(kept: Mapping[str, Any]) -> Iterator[str]:
    """Yield the lines on templates that were read before anything was corrected for them."""
    yield from (
        "## Templates that nobody had seen",
        "",
        "Of repositories that were fetched afterwards, the findings were read before anything was",
        "corrected for them. In parentheses are the figures after what they showed was corrected.",
        "",
        "| repositories | templates | E | E read | right | debatable | wrong | W a template "
        "| W read | useful |",
        "|---|---|---|---|---|---|---|---|---|---|",
    )
    for row in kept["unseen"]:
        counted = f"{row['E']} ({row['E_after']})"
        width = f"{row['W'] / row['templates']:.2f} ({row['W_after'] / row['templates']:.2f})"
        cells = [row["repositories"], row["templates"], counted, row["E_read"], row["right"]]
        cells += [row["debatable"], row["wrong"], width, row["W_read"], row["useful"]]
        yield f"| {' | '.join(map(str, cells))} |"
    yield ""
    yield from kept["unseen_notes"]


def main(arguments: list[str]) -> int:
    """Record a folder, if one is given, and write the page."""
    for missing in record(Path(arguments[0])) if arguments else ():
        print(f"not judged: {missing.key}: {missing.message}")
    PAGE.write_text(page())
    print(f"wrote {PAGE.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
