"""Make each table anew: ``python -m scripts.facts [--check] [--account]``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from scripts.facts import __doc__ as about
from scripts.facts import (
    boto3_resources,
    managed_policies,
    sdk_services,
    service_principals,
    task_definition_shapes,
)
from scripts.facts.tables import DATA, differences, read, write

TABLES: Mapping[str, Callable[[], dict[str, Any]]] = {
    "aws_managed_policies.json": managed_policies.ecs_policies,
    "aws_managed_policies_others.json.gz": managed_policies.other_policies,
    "aws_managed_policy_paths.json": managed_policies.paths,
    "boto3_resources.json": boto3_resources.resources,
    "ecs_task_definition.json": task_definition_shapes.shapes,
    "kms_via_service.json": service_principals.kms_callers,
    "sdk_services.json": sdk_services.services,
    "service_principals.json": service_principals.principals,
}
"""Each file that a program makes, and what makes it."""

SHOWN = 20


def main(arguments: Sequence[str]) -> int:
    """Write the tables that changed, or with ``--check`` only say which would; give 2 then."""
    parser = argparse.ArgumentParser(prog="python -m scripts.facts", description=about)
    parser.add_argument("--check", action="store_true", help="write nothing; end with 2 if stale")
    parser.add_argument("--account", action="store_true", help="ask an AWS account for policies")
    options = parser.parse_args(arguments)
    if options.account:
        managed_policies.ask_account()
    changed = [name for name in TABLES if refreshed(name, writes=not options.check)]
    return 2 if changed and options.check else 0


def refreshed(name: str, *, writes: bool) -> bool:
    """Print how a table differs from what it would be, write it if asked; tell if it differs."""
    old, new = read(DATA / name), TABLES[name]()
    marks = differences(old, new)
    if not marks:
        print(f"{name}: as it was on {old['date']}")
        return False
    print(f"{name}: {len(marks)} rows since {old.get('date', 'never')}")
    for mark in marks[:SHOWN]:
        print(f"  {mark}")
    if len(marks) > SHOWN:
        print(f"  and {len(marks) - SHOWN} more")
    if writes:
        write(DATA / name, new, date.today().isoformat())
    return True


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
