"""Write influmojo_cfn/data/aws_managed_policies.json and its compressed complement.

    python scripts/refresh_aws_managed_policies.py              # from the moto that is installed
    python scripts/refresh_aws_managed_policies.py --account    # from an AWS account, with boto3

moto (Apache-2.0) carries what ``iam get-account-authorization-details --filter AWSManagedPolicy``
answered on the day of its release; ``--account`` asks AWS now (needs
iam:GetAccountAuthorizationDetails). The policies of ECS go to the small file, which is read on
every use; all others to the compressed one, read when a role attaches one of them.
"""

from __future__ import annotations

import argparse
import gzip
import json
from datetime import date
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent.parent / "influmojo_cfn" / "data"
SMALL = DATA / "aws_managed_policies.json"
ALL = DATA / "aws_managed_policies_others.json.gz"


def from_moto() -> tuple[str, dict[str, Any]]:
    """Return the source and the policies that moto carries, by path and name."""
    import moto
    from moto.iam.aws_managed_policies import aws_managed_policies_data

    found = json.loads(aws_managed_policies_data)
    policies = {
        f"{row['Path'].lstrip('/')}{name}": {
            "version": row["DefaultVersionId"],
            "document": row["Document"],
        }
        for name, row in found.items()
    }
    return f"moto {moto.__version__}, moto/iam/aws_managed_policies.py", policies


def from_account() -> tuple[str, dict[str, Any]]:
    """Return the source and the policies that AWS gives an account today."""
    import boto3

    pages = boto3.client("iam").get_paginator("get_account_authorization_details")
    policies = {}
    for page in pages.paginate(Filter=["AWSManagedPolicy"]):
        for row in page["Policies"]:
            document = next(
                each["Document"] for each in row["PolicyVersionList"] if each["IsDefaultVersion"]
            )
            key = f"{row['Path'].lstrip('/')}{row['PolicyName']}"
            policies[key] = {"version": row["DefaultVersionId"], "document": document}
    return "iam get-account-authorization-details --filter AWSManagedPolicy", policies


def main() -> None:
    """Write both files."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--account", action="store_true", help="ask an AWS account")
    source, policies = from_account() if parser.parse_args().account else from_moto()
    ecs = {key for key in policies if key.rpartition("/")[2].startswith("AmazonECS")}
    head = {"source": source, "date": date.today().isoformat()}
    small = {**head, "policies": {key: policies[key] for key in sorted(ecs)}}
    others = {**head, "policies": {key: policies[key] for key in sorted(policies.keys() - ecs)}}
    SMALL.write_text(json.dumps(small, indent=1) + "\n", "utf-8")
    text = json.dumps(others, separators=(",", ":")).encode()
    with ALL.open("wb") as stream, gzip.GzipFile("", "wb", 9, stream, mtime=0) as packed:
        packed.write(text)
    print(f"{len(ecs)} policies of ECS, {len(policies) - len(ecs)} others")


if __name__ == "__main__":
    main()
