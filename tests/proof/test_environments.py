"""Claims proven with the values of each environment: what one of them refutes is refuted."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.app import App, AppEnvironment, Service, parameter
from influmojo_cfn.cloudformation import Document, parse
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.errors import TemplateError
from influmojo_cfn.proof.claim_results import ProofReport
from influmojo_cfn.proof.claims import parse_claims
from influmojo_cfn.proof.environments import prove_everywhere
from influmojo_cfn.template import build
from influmojo_cfn.template.claims import claims_of

API, WORKER = (
    Service(
        name=name,
        repository="shop-image",
        paths=(),
        secrets={"URL": parameter(f"{name.title()}Url", default=f"/shop/{name}/url")},
    )
    for name in ("api", "worker")
)


def report(environments: dict[str, dict[str, str]], **given: str) -> ProofReport:
    app = App(
        project="shop",
        roles="per_service",
        services=[API, WORKER],
        environments={n: AppEnvironment(values=v) for n, v in environments.items()},
    )
    claims = parse_claims(Document(claims_of(app), "claims.yaml"))
    return prove_everywhere(
        Document(build(app), "t.yaml"), claims, environment=Environment(parameters=given)
    )


def refuted(found: ProofReport) -> dict[str, dict[str, str]]:
    return {
        f"{each.role}: {each.claim.title}": dict(each.values)
        for each in found.findings
        if each.verdict == "refuted"
    }


SAME = {"ApiUrl": "/shop/staging/url", "WorkerUrl": "/shop/staging/url"}


def test_values_that_keep_the_services_apart_are_proven() -> None:
    values = {"ApiUrl": "/shop/staging/api/url", "WorkerUrl": "/shop/staging/worker/url"}
    found = report({"staging": values, "production": {"EnvironmentName": ""}})
    assert found.proven
    assert found.assumptions[-2:] == (
        "and in staging: EnvironmentName=staging, ApiUrl=/shop/staging/api/url, "
        "WorkerUrl=/shop/staging/worker/url",
        "and in production: EnvironmentName=(empty)",
    )


def test_what_two_services_share_in_one_environment_alone_is_refuted_there() -> None:
    found = report({"production": {}, "staging": SAME})
    assert not found.proven
    assert refuted(found) == {
        f"{role}: ECS cannot read the configuration of {other} for {one}": {
            "EnvironmentName": "staging",
            **SAME,
        }
        for role, one, other in (
            ("ApiTaskExecutionRole", "api", "worker"),
            ("WorkerTaskExecutionRole", "worker", "api"),
        )
    }


def test_a_value_that_is_given_takes_precedence() -> None:
    assert report({"staging": SAME}, WorkerUrl="/shop/other/url").proven


def test_every_claim_is_once_in_the_report() -> None:
    alone, more = report({}), report({"a": {}, "b": {}})
    assert [(each.claim.title, each.role) for each in more.findings] == [
        (each.claim.title, each.role) for each in alone.findings
    ]


def claimed(environments: Any) -> ProofReport:
    claim = {"claim": "a", "never": {"actions": "s3:GetObject"}}
    data = {"claims": [claim], "environments": environments}
    template = Document(build(App(project="shop", services=[API])), "t.yaml")
    return prove_everywhere(template, parse_claims(Document(data, "claims.yaml")))


def test_a_parameter_that_the_template_has_not_is_told_with_the_nearest() -> None:
    with pytest.raises(TemplateError) as caught:
        claimed({"staging": {"ApiUrll": "/a"}})
    (problem,) = caught.value.problems
    assert problem.place.startswith("environments.staging: ")
    assert problem.path == ("Parameters", "ApiUrll")
    assert "ApiUrll" in str(problem)
    assert "did you mean 'ApiUrl'?" in problem.message


def test_what_is_unknown_in_one_environment_is_said_to_be_there() -> None:
    claim = {"claim": "a", "never": {"actions": "s3:GetObject"}}
    template = {
        "Parameters": {"Kind": {"Type": "String", "Default": "plain"}},
        "Conditions": {"Strange": {"Fn::Equals": [{"Ref": "Kind"}, "strange"]}},
        "Resources": {
            "Role": {
                "Type": "AWS::IAM::Role",
                "Properties": {
                    "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": []},
                    "ManagedPolicyArns": {
                        "Fn::If": [
                            "Strange",
                            ["arn:aws:iam::111122223333:policy/unread"],
                            {"Ref": "AWS::NoValue"},
                        ]
                    },
                },
            }
        },
    }
    data = {"claims": [claim], "environments": {"odd": {"Kind": "strange"}}}
    found = prove_everywhere(Document(template, "t.yaml"), parse_claims(Document(data, "c.yaml")))
    (finding,) = found.findings
    assert finding.verdict == "unknown"
    assert "odd" in {name for name, _ in finding.unknown}


WITH_QUEUE = """
Parameters: {HasQueue: {Type: String, Default: "true"}, Queue: {Type: String, Default: jobs}}
Conditions: {HasQueue: !Equals [!Ref HasQueue, "true"]}
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {Statement: []}
      Policies:
        - Fn::If:
            - HasQueue
            - PolicyName: sends
              PolicyDocument:
                Statement: {Effect: Allow, Action: "sqs:SendMessage", Resource: "*"}
            - !Ref AWS::NoValue
"""


def sends(*given: dict[str, str], environments: Any = None, **here: str) -> ProofReport:
    rows = [
        {"claim": "sends", "always": {"actions": "sqs:SendMessage"}, "parameters": each}
        for each in given
    ]
    claims = parse_claims(Document({"claims": rows, "environments": environments or {}}, "c.yaml"))
    template = parse(WITH_QUEUE, "t.yaml")
    return prove_everywhere(template, claims, environment=Environment(parameters=here))


def test_a_claim_is_about_deployments_with_its_own_values() -> None:
    found = sends({}, {"HasQueue": "true"}, {"HasQueue": "no"})
    assert [each.verdict for each in found.findings] == ["refuted", "proven", "refuted"]
    assert "with HasQueue=true: where the default is Queue=jobs" not in found.assumptions
    alone = sends({"HasQueue": "true"})
    assert alone.proven
    assert all(text.startswith("with HasQueue=true: ") for text in alone.assumptions)


@pytest.mark.parametrize(
    ("environments", "here"),
    [({"off": {"HasQueue": "false"}}, {}), ({}, {"HasQueue": "false"})],
    ids=["an environment", "a value that is given"],
)
def test_other_values_than_those_of_a_claim_do_not_refute_it(
    environments: dict[str, dict[str, str]], here: dict[str, str]
) -> None:
    assert sends({"HasQueue": "true"}, environments=environments, **here).proven
    assert not sends({}, environments=environments, **here).proven


def test_a_value_of_a_claim_that_the_template_has_no_parameter_for_is_told() -> None:
    with pytest.raises(TemplateError, match="did you mean 'HasQueue'"):
        sends({"HasQueu": "true"})


UNREAD = """
Parameters: {Stage: {Type: String, Default: dev}}
Conditions: {Live: !Equals [!Ref Stage, live]}
Resources:
  Thing: {Type: AWS::IoT::RoleAlias, Condition: Live}
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - {Effect: Allow, Principal: {Service: ecs-tasks.amazonaws.com}, Action: sts:AssumeRole}
"""
"""What is not read exists in one environment alone."""


def test_what_is_not_read_in_one_environment_leaves_the_report_open() -> None:
    rows = [{"claim": "no IAM", "role": "Role", "never": {"actions": "iam:*"}}]
    data = {"claims": rows, "environments": {"live": {"Stage": "live"}}}
    found = prove_everywhere(parse(UNREAD, "t.yaml"), parse_claims(Document(data, "c.yaml")))
    assert found.unread == ("AWS::IoT::RoleAlias may grant access and is not read (Thing)",)
    assert not found.proven
