"""Write data/aws_managed_policy_paths.json: the names of AWS managed policies by their path.

Names and paths are those that moto keeps (a copy of what iam:ListPolicies gives); run it after
an upgrade of moto: ``.venv/bin/python scripts/aws_managed_policy_paths.py``.
"""

from __future__ import annotations

import json
from datetime import date
from importlib.metadata import version
from pathlib import Path

from moto.iam.aws_managed_policies import aws_managed_policies_data

TARGET = Path(__file__).parent.parent / "influmojo_cfn/data/aws_managed_policy_paths.json"


def main() -> None:
    """Write the table."""
    policies = json.loads(aws_managed_policies_data)
    paths: dict[str, list[str]] = {}
    for name, policy in policies.items():
        paths.setdefault(policy["Path"], []).append(name)
    table = {
        "source": "https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html",
        "through": f"moto {version('moto')}",
        "date": date.today().isoformat(),
        "paths": {path: sorted(names) for path, names in sorted(paths.items())},
    }
    TARGET.write_text(json.dumps(table, indent=0) + "\n", "utf-8")


if __name__ == "__main__":
    main()
