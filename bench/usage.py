"""``usage``: records of CloudTrail, read in bounded memory at the pace of one core."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

from bench.measure import ROOT, peak_megabytes, seconds, show

TEMPLATE = ROOT / "templates/influmojo-ecs-iam.yaml"
MEGABYTES = 200
OWN_IN = 10
"""One record in so many is of a role of the template: a trail holds those of a whole account."""


def record(number: int, own_in: int = OWN_IN) -> str:
    """Return a record as AWS writes it; one in ``own_in`` is of a role of the template."""
    own = number % own_in == 0
    role = "influmojo-ecs-task-execution-role" if own else f"other-role-{number % 40}"
    issuer = {
        "type": "Role",
        "principalId": "AROAEXAMPLE",
        "arn": f"arn:aws:iam::111122223333:role/{role}",
        "accountId": "111122223333",
        "userName": role,
    }
    data = {
        "eventVersion": "1.09",
        "userIdentity": {
            "type": "AssumedRole",
            "principalId": "AROAEXAMPLE:task",
            "arn": f"arn:aws:sts::111122223333:assumed-role/{role}/task",
            "accountId": "111122223333",
            "sessionContext": {
                "sessionIssuer": issuer,
                "attributes": {"creationDate": "2026-10-01T00:00:00Z", "mfaAuthenticated": "false"},
            },
        },
        "eventTime": f"2026-10-{1 + number % 28:02}T00:{number % 60:02}:00Z",
        "eventSource": "secretsmanager.amazonaws.com",
        "eventName": "GetSecretValue",
        "awsRegion": "us-east-1",
        "sourceIPAddress": "203.0.113.7",
        "userAgent": "aws-sdk-go-v2/1.30.0 os/linux lang/go#1.22 md/GOOS#linux md/GOARCH#amd64",
        "requestParameters": {"secretId": f"influmojo/secret-{number % 500}"},
        "responseElements": None,
        "requestID": f"11111111-2222-3333-4444-{number:012}",
        "eventID": f"55555555-6666-7777-8888-{number:012}",
        "readOnly": True,
        "eventType": "AwsApiCall",
        "managementEvent": True,
        "recipientAccountId": "111122223333",
        "eventCategory": "Management",
    }
    return json.dumps(data, separators=(",", ":"))


def main() -> bool:
    """Measure how fast records are read, and the memory of it."""
    from influmojo_cfn.cli import collect_rarely
    from influmojo_cfn.cloudformation import read_document
    from influmojo_cfn.cloudformation.roles import roles_of
    from influmojo_cfn.usage.records import records
    from influmojo_cfn.usage.statement_usage import Gathered, gather, names_in_records

    collect_rarely()
    roles = roles_of(read_document(TEMPLATE))
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "records.json"
        quick = True

        def gathered() -> Gathered:
            return gather(records([file], names=names_in_records(roles)), roles)

        for whose, own_in in (("of their roles alone", 1), ("of a whole account", OWN_IN)):
            written(file, own_in)
            count = gathered().count
            took = seconds(gathered, rounds=2)
            megabytes = file.stat().st_size / 1e6
            detail = f"{count:,} records, {megabytes:.0f} MB, {took:.1f} s"
            name, rate = f"usage, records {whose}, on one core", megabytes / took
            quick = show(name, rate, at_least=50, unit="MB/s", detail=detail) and quick
        command = [sys.executable, "-m", "influmojo_cfn", "usage", str(TEMPLATE), "--cloudtrail"]
        small = show(
            "usage, peak memory", peak_megabytes([*command, str(file)]), at_most=120, unit="MB"
        )
    return quick and small


def written(file: Path, own_in: int = OWN_IN) -> None:
    """Write a file of records, one in ``own_in`` of them of a role of the template."""
    pieces = [record(number, own_in) for number in range(20_000)]
    piece = ",".join(pieces)
    with file.open("w") as out:
        out.write('{"Records":[' + piece)
        for _ in range(int(MEGABYTES * 1e6 / len(piece))):
            out.write("," + piece)
        out.write("]}")
