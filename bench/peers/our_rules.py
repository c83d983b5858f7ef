"""Our rules on policies from standard input, timed as parliament is: ``{name: document}``."""

from __future__ import annotations

import json
import sys
import time


def main() -> None:
    """Print the seconds that checking took, from strings to findings, and how many there are."""
    from influmojo_cfn.cli import collect_rarely
    from influmojo_cfn.cloudformation import parse
    from influmojo_cfn.rules.documents import check_document

    collect_rarely()
    texts = {name: json.dumps(document) for name, document in json.load(sys.stdin).items()}
    start = time.perf_counter()
    findings = sum(len(check_document(parse(text, name))) for name, text in texts.items())
    print(json.dumps({"seconds": time.perf_counter() - start, "findings": findings}))


if __name__ == "__main__":
    main()
