"""The calls for functions, dynamic references, parameters and transforms of a template."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.account.deployer_policy import deployer_policy
from influmojo_cfn.account.deployment import deployment_of
from influmojo_cfn.account.simulated_calls import simulated_calls
from influmojo_cfn.account.template_calls import template_calls, unknown_macros
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.resolved import ResolvedTemplate

HERE = Environment(parameters={"Env": "dev"}, account="111122223333", region="eu-west-1")
SSM = "arn:aws:ssm:eu-west-1:111122223333:parameter"
SECRET = "arn:aws:secretsmanager:eu-west-1:111122223333:secret"
TRANSFORM = "arn:aws:cloudformation:eu-west-1:{}:transform/{}"
INCLUDED = {"Name": "AWS::Include", "Parameters": {"Location": "s3://acme/part.yaml"}}


def template(value: Any = "", kind: str = "String", **sections: Any) -> dict[str, Any]:
    """Return a template with a value in a resource, and a parameter of a type."""
    return {
        "Parameters": {
            "Env": {"Type": "String"},
            "Stored": {"Type": kind, "Default": "/acme/image"},
        },
        "Resources": {"Topic": {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": value}}},
        **sections,
    }


def references(text: str) -> dict[str, Any]:
    return template(f"{{{{resolve:{text}}}}}")


CASES: dict[str, tuple[dict[str, Any], dict[str, list[str]]]] = {
    "nothing": (template("{{resolved}}"), {}),
    "zones": (
        template({"Fn::Select": [0, {"Fn::GetAZs": ""}]}),
        {
            "ec2:DescribeAccountAttributes": ["*"],
            "ec2:DescribeAvailabilityZones": ["*"],
            "ec2:DescribeSubnets": ["*"],
        },
    ),
    "a stored parameter": (
        template(kind="AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>"),
        {"ssm:GetParameters": [f"{SSM}/acme/image"]},
    ),
    "a string of Parameter Store": (
        references("ssm:/acme/name:3"),
        {"ssm:GetParameters": [f"{SSM}/acme/name"]},
    ),
    "a string of Parameter Store without a slash": (
        references("ssm:name"),
        {"ssm:GetParameters": [f"{SSM}/name"]},
    ),
    "a secure string": (
        references("ssm-secure:/acme/pass"),
        {"ssm:GetParameters": [f"{SSM}/acme/pass"]},
    ),
    "a parameter of AWS": (
        references("ssm:/aws/service/ami"),
        {"ssm:GetParameters": ["arn:aws:ssm:eu-west-1::parameter/aws/service/ami"]},
    ),
    "a parameter whose name begins like those of AWS": (
        references("ssm:/awsome/ami"),
        {"ssm:GetParameters": [f"{SSM}/awsome/ami"]},
    ),
    "a parameter of another account": (
        references("ssm:arn:aws:ssm:eu-west-1:444455556666:parameter/name"),
        {"ssm:GetParameters": ["arn:aws:ssm:eu-west-1:444455556666:parameter/name"]},
    ),
    "a name that is joined": (
        template({"Fn::Join": ["", ["{{resolve:ssm:", {"Ref": "Env"}, "}}"]]}),
        {"ssm:GetParameters": [f"{SSM}/*", "arn:aws:ssm:eu-west-1::parameter/aws/*"]},
    ),
    "a secret": (
        references("secretsmanager:acme/db:SecretString:name"),
        {"secretsmanager:GetSecretValue": [f"{SECRET}:acme/db-??????"]},
    ),
    "a secret by its ARN": (
        references(f"secretsmanager:{SECRET}:acme/db-AbCdEf:SecretString:name"),
        {"secretsmanager:GetSecretValue": [f"{SECRET}:acme/db-AbCdEf"]},
    ),
    "a secret by an ARN without its random characters": (
        references(f"secretsmanager:{SECRET}:acme/db:SecretString:name"),
        {"secretsmanager:GetSecretValue": [f"{SECRET}:acme/db-??????"]},
    ),
    "a secret that is joined": (
        template("{{resolve:secretsmanager:"),
        {"secretsmanager:GetSecretValue": [f"{SECRET}:*-??????"]},
    ),
    "a transform": (
        template(Transform="AWS::Serverless-2016-10-31"),
        {"cloudformation:CreateChangeSet": [TRANSFORM.format("aws", "Serverless-2016-10-31")]},
    ),
    "a macro": (
        template(Transform=["Own"]),
        {"cloudformation:CreateChangeSet": [TRANSFORM.format("111122223333", "Own")]},
    ),
    "what is included": (
        template({"Fn::Transform": INCLUDED}),
        {
            "cloudformation:CreateChangeSet": [TRANSFORM.format("aws", "Include")],
            "s3:GetObject": ["arn:aws:s3:::acme/part.yaml"],
        },
    ),
}


@pytest.mark.parametrize(("written", "called"), CASES.values(), ids=CASES)
def test_what_a_template_calls_apart_from_its_resources(
    written: dict[str, Any], called: dict[str, list[str]]
) -> None:
    found: dict[str, list[str]] = {}
    for call in template_calls(ResolvedTemplate(written, HERE)):
        found.setdefault(call.action, []).extend(call.resources)
    assert found == called


def test_a_macro_invokes_a_function_that_is_not_known() -> None:
    assert unknown_macros(template(Transform=["Own", "AWS::LanguageExtensions"])) == ("Own",)


def test_the_policy_allows_these_calls_and_names_what_it_lacks() -> None:
    written = template("{{resolve:ssm:/acme/name}}", Transform=["Own"])
    deployed = deployment_of(written, HERE, stack_name="acme")
    tried = simulated_calls(deployed, deployer_policy(deployed))
    asked = {trial.call.action for trial in tried if trial.allowed}
    assert {"ssm:GetParameters", "cloudformation:CreateChangeSet"} <= asked
    assert all(trial.allowed == trial.expected for trial in tried)
    assert list(deployed.not_known) == ["Transform.Own"]
