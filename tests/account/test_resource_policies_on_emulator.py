"""The commands that are printed for the other side work on the emulator, as that side runs them."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from influmojo_cfn.account.resource_policies import ResourcePolicy, resource_policies
from influmojo_cfn.cloudformation import Document
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.roles import roles_of
from influmojo_cfn.rehearsal.emulator import LocalEmulator
from tests.account.roles_template import template

pytestmark = pytest.mark.engine

OURS = "444455556666"


@pytest.fixture
def found(emulator: LocalEmulator) -> dict[str, ResourcePolicy]:
    """Create one resource of each kind in the emulator's account; return what ours needs of it."""
    here, owner = emulator.region, emulator.account
    emulator.client("ecr").create_repository(repositoryName="team/base")
    emulator.client("sns").create_topic(Name="orders")
    emulator.client("sqs").create_queue(QueueName="jobs")
    emulator.client("s3").create_bucket(
        Bucket="shared", CreateBucketConfiguration={"LocationConstraint": here}
    )
    secret = emulator.client("secretsmanager").create_secret(Name="shared", SecretString="s")["ARN"]
    key = emulator.client("kms").create_key()["KeyMetadata"]["Arn"]
    owned = {"StringEquals": {"s3:ResourceAccount": owner}}
    asked: list[dict[str, Any]] = [
        {
            "Action": "ecr:BatchGetImage",
            "Resource": f"arn:aws:ecr:{here}:{owner}:repository/team/base",
        },
        {"Action": "sns:Publish", "Resource": f"arn:aws:sns:{here}:{owner}:orders"},
        {"Action": "sqs:SendMessage", "Resource": f"arn:aws:sqs:{here}:{owner}:jobs"},
        {"Action": "s3:GetObject", "Resource": "arn:aws:s3:::shared/*", "Condition": owned},
        {"Action": "secretsmanager:GetSecretValue", "Resource": secret},
        {"Action": "kms:Decrypt", "Resource": key},
    ]
    document = Document(template(*({"Effect": "Allow", **each} for each in asked)))
    roles = roles_of(document, Environment(account=OURS, region=here))
    return {each.resource.split(":")[2]: each for each in resource_policies(roles.values())}


@pytest.mark.parametrize("service", ["ecr", "sns", "sqs", "s3", "secretsmanager", "kms"])
def test_the_command_sets_the_policy(
    as_root: LocalEmulator,
    found: dict[str, ResourcePolicy],
    service: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    shell_path: str,
) -> None:
    policy = found[service]
    monkeypatch.chdir(tmp_path)
    Path("policy.json").write_text(json.dumps(policy.policy), "utf-8")
    # For SQS alone version 1 of the AWS CLI does not read the endpoint from the environment.
    command = policy.command.replace("aws sqs", f"aws --endpoint-url {as_root.url} sqs")
    ended = subprocess.run(
        ["sh", "-c", command],
        env={**os.environ, "PATH": shell_path},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    assert f"arn:aws:iam::{OURS}:role/influmojo-ecs-task-role" in stored(as_root, policy, service)


def stored(emulator: LocalEmulator, policy: ResourcePolicy, service: str) -> str:
    """Read back the policy that a resource has."""
    client, arn = emulator.client(service), policy.resource
    if service == "ecr":
        text = client.get_repository_policy(repositoryName="team/base")["policyText"]
    elif service == "sns":
        text = client.get_topic_attributes(TopicArn=arn)["Attributes"]["Policy"]
    elif service == "sqs":
        url = client.get_queue_url(QueueName="jobs")["QueueUrl"]
        text = client.get_queue_attributes(QueueUrl=url, AttributeNames=["Policy"])["Attributes"][
            "Policy"
        ]
    elif service == "s3":
        text = client.get_bucket_policy(Bucket="shared")["Policy"]
    elif service == "secretsmanager":
        text = client.get_resource_policy(SecretId=arn)["ResourcePolicy"]
    else:
        text = client.get_key_policy(KeyId=arn, PolicyName="default")["Policy"]
    return str(text)
