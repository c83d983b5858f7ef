"""Run by the Python of ``.peers/``: policies in (JSON lines), parliament's findings out."""

from __future__ import annotations

import json
import sys
import time


def main() -> None:
    """Read ``{"name": ..., "document": ...}`` lines; print one JSON object."""
    from parliament import analyze_policy_string  # type: ignore[import-not-found]

    policies = [json.loads(line) for line in sys.stdin]
    texts = [(policy["name"], json.dumps(policy["document"])) for policy in policies]
    findings, crashed = [], 0
    start = time.perf_counter()
    for name, text in texts:
        try:
            analyzed = analyze_policy_string(text)
        except Exception:
            crashed += 1
            continue
        findings.extend(f"{name}: {found.issue} {found.detail}" for found in analyzed.findings)
    took = time.perf_counter() - start
    print(json.dumps({"seconds": took, "findings": findings, "crashed": crashed}))


if __name__ == "__main__":
    main()
