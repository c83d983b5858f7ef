"""Large policies, and what checking each takes in a process of its own.

tracemalloc takes ten times as long as what it measures. Here a program imports the rules once, and
each policy is checked in a fork of it, of which the system says what it took.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from typing import Any, NamedTuple

from influmojo_cfn.rules.engine import check_policy


class Usage(NamedTuple):
    """What checking a policy takes; the megabytes are those that it adds at its peak."""

    seconds: float
    megabytes: float


def statement(**elements: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", **elements}


LARGE = {
    "many statements": {"Statement": [statement(Sid=f"s{n}") for n in range(3000)]},
    "many actions": {"Statement": [statement(Action=[f"s3:Get{n}*" for n in range(5000)])]},
    "many resources": {
        "Statement": [statement(Resource=[f"arn:aws:s3:::b{n}*/*" for n in range(5000)])]
    },
    "many of each": {
        "Statement": [
            statement(
                Action=[f"sqs:*{n}*" for n in range(200)],
                Resource=[f"arn:aws:sqs:*:*:*{n}*" for n in range(200)],
            )
        ]
        * 40
    },
    "many wildcards": {
        "Statement": [statement(Action="s3:" + "*a" * 400, Resource="arn:aws:s3:::" + "*a?" * 800)]
    },
    "a long name": {"Statement": [statement(Action="s3:" + "a" * 200_000)]},
}


def usage_of_each() -> dict[str, Usage]:
    """Return what checking each of the policies takes."""
    command = [sys.executable, "-m", "tests.rules.large_policies"]
    printed = subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout
    return {name: Usage(*row) for name, row in json.loads(printed).items()}


def measured() -> Iterator[tuple[str, Usage]]:
    """Yield what checking each of the policies takes, with its name."""
    check_policy({})
    for name, policy in LARGE.items():
        before = resource.getrusage(resource.RUSAGE_SELF)
        if (process := os.fork()) == 0:
            check_policy(policy)
            os._exit(0)
        _, status, after = os.wait4(process, 0)
        assert status == 0, f"{name}: {status}"
        unit = 1 if sys.platform == "darwin" else 1024  # macOS counts bytes
        grown = (after.ru_maxrss - before.ru_maxrss) * unit / 2**20
        yield name, Usage(after.ru_utime + after.ru_stime, grown)


if __name__ == "__main__":
    print(json.dumps(dict(measured())))
