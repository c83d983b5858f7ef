"""The boundary limits a role on the emulator, where the IAM API sets it.

Through CloudFormation the emulator ignores PermissionsBoundary: there the template's property is
looked at (tests/template/test_contract.py).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from influmojo_cfn.rehearsal.emulator import LocalEmulator
from tests.conftest import ROOT
from tests.emulator import aws, root_environment

pytestmark = pytest.mark.engine

BOUNDARY = "arn:aws:iam::111122223333:policy/influmojo-ecs-boundary"
ROLE = "may-do-anything"
PLACE = {"LocationConstraint": "ap-south-1"}


def document(**statement: Any) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **statement}]})


@pytest.fixture(scope="module")
def role(shared_emulator: LocalEmulator) -> Callable[[str], Any]:
    """A role that may do anything, within the boundary; gives its clients."""
    shared_emulator.reset()
    with root_environment(shared_emulator):
        status = aws(
            *("cloudformation", "deploy", "--stack-name", "boundary"),
            *("--template-file", str(ROOT / "templates/influmojo-ecs-boundary.yaml")),
            *("--capabilities", "CAPABILITY_NAMED_IAM"),
        )
    assert status == 0
    root = "arn:aws:iam::111122223333:root"
    iam = shared_emulator.client("iam")
    iam.create_role(
        RoleName=ROLE,
        PermissionsBoundary=BOUNDARY,
        AssumeRolePolicyDocument=document(Action="sts:AssumeRole", Principal={"AWS": root}),
    )
    iam.put_role_policy(
        RoleName=ROLE, PolicyName="all", PolicyDocument=document(Action="*", Resource="*")
    )
    s3 = shared_emulator.client("s3")
    s3.create_bucket(Bucket="influmojo-uploads", CreateBucketConfiguration=PLACE)
    for key in ("read", "deleted"):
        s3.put_object(Bucket="influmojo-uploads", Key=key, Body=b"a")
    key = shared_emulator.client("sts").assume_role(
        RoleArn=f"arn:aws:iam::111122223333:role/{ROLE}", RoleSessionName="test"
    )["Credentials"]
    credentials = {
        "aws_access_key_id": key["AccessKeyId"],
        "aws_secret_access_key": key["SecretAccessKey"],
        "aws_session_token": key["SessionToken"],
    }
    return lambda service: shared_emulator.client(service, **credentials)


Ask = Callable[[Callable[[str], Any]], Any]

WITHIN: dict[str, Ask] = {
    "putting an object": lambda client: client("s3").put_object(
        Bucket="influmojo-uploads", Key="put", Body=b"a"
    ),
    "reading one": lambda client: client("s3").get_object(Bucket="influmojo-uploads", Key="read"),
    "deleting one": lambda client: client("s3").delete_object(
        Bucket="influmojo-uploads", Key="deleted"
    ),
}

BEYOND: dict[str, Ask] = {
    "deleting a bucket": lambda client: client("s3").delete_bucket(Bucket="influmojo-uploads"),
    "making a user": lambda client: client("iam").create_user(UserName="other"),
    "becoming freer": lambda client: client("iam").delete_role_permissions_boundary(RoleName=ROLE),
    "a policy for itself": lambda client: client("iam").put_role_policy(
        RoleName=ROLE, PolicyName="more", PolicyDocument=document(Action="*", Resource="*")
    ),
    "a secret of its own": lambda client: client("secretsmanager").create_secret(
        Name="mine", SecretString="a"
    ),
}


@pytest.mark.parametrize("ask", WITHIN.values(), ids=WITHIN)
def test_what_the_catalog_knows_stays_allowed(role: Callable[[str], Any], ask: Ask) -> None:
    ask(role)


@pytest.mark.parametrize("ask", BEYOND.values(), ids=BEYOND)
def test_the_rest_is_refused_though_a_policy_allows_it(
    role: Callable[[str], Any], ask: Ask
) -> None:
    from botocore.exceptions import ClientError

    with pytest.raises(ClientError) as raised:
        ask(role)
    assert raised.value.response["Error"]["Code"] in ("AccessDenied", "AccessDeniedException")
