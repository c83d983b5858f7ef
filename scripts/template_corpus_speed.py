"""Measure cfn-lint with our rules and without over the templates of a folder.

``python -m scripts.template_corpus_speed FOLDER`` lints each template that
:mod:`scripts.template_corpus` reads, with our rules and without in turn, so that whatever else the
machine does is spread over both; times are of the processor. The sums, and the longest time that
our rules take for one template, go into ``tests/rules/judged_template_findings.json``, from which
docs/contributing/template-corpus.md is made.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from bench.measure import seconds
from bench.rules import lint_seconds
from influmojo_cfn.rules.engine import check_template
from scripts.template_corpus import JUDGED, PAGE, load, page, templates


def measure(folder: Path) -> Mapping[str, float]:
    """Return the seconds with our rules, without, and of our rules for the slowest template."""
    took = {"with": 0.0, "without": 0.0, "slowest": 0.0, "failed": 0}
    lint_seconds('{"Resources": {}}', rounds=1)  # what is imported and read once
    for _, text, data in templates(folder):
        try:
            ours, plain = lint_seconds(text, rounds=1)
        except Exception:  # cfn-lint itself fails: Parameters without a value, for one
            took["failed"] += 1
            continue
        took["with"] += ours
        took["without"] += plain
        alone = seconds(partial(check_template, data), rounds=1)
        took["slowest"] = max(took["slowest"], alone)
    return {name: round(value, 6) for name, value in took.items()}


def main(arguments: list[str]) -> int:
    """Measure a folder, keep the figures and write the page."""
    kept = load()
    kept["speed"] = measure(Path(arguments[0]))
    JUDGED.write_text(json.dumps(kept, indent=1) + "\n")
    PAGE.write_text(page())
    print(kept["speed"])
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
