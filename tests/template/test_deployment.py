"""The role of a pipeline: who assumes it, what it deploys, and that it can change no role."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from influmojo_cfn.app import App, Service, parameter
from influmojo_cfn.checks.run import check
from influmojo_cfn.cloudformation import Document, dump
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.resolved import ResolvedTemplate
from influmojo_cfn.cloudformation.roles import roles_of
from influmojo_cfn.config import dump as dump_app
from influmojo_cfn.config import load, loads
from influmojo_cfn.errors import AppError
from influmojo_cfn.evaluation.principals import evaluator_of
from influmojo_cfn.evaluation.request import Request, context_of
from influmojo_cfn.iam.document import parse_policy
from influmojo_cfn.proof.access import Access
from influmojo_cfn.proof.question import excess
from influmojo_cfn.template import build
from influmojo_cfn.template.boundary import LOGICAL_ID, build_boundary
from influmojo_cfn.template.deployment import deployment_statements
from influmojo_cfn.template.documents import documents_of
from influmojo_cfn.template.ecs import build_services
from scripts.app_diagram import mermaid
from tests.conftest import ROOT
from tests.template.verdicts import verdicts

APP = load(ROOT / "examples" / "deployment.yaml")
HERE = Environment(account="111122223333", region="eu-west-1")
WEB = "project: shop\nservices: [{name: web, repository: shop-web, port: 80}]\ndeployment: "
UUIDS = (
    "workspace_uuid: 11111111-2222-3333-4444-555555555555, "
    "repository_uuid: aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee"
)
BITBUCKET = "api.bitbucket.org/2.0/workspaces/acme/pipelines-config/identity/oidc"
GITHUB = "token.actions.githubusercontent.com"
AWS = "sts.amazonaws.com"

IDENTITIES: dict[str, tuple[str, str, dict[str, Any]]] = {
    "branch": (
        "{github: {repository: acme/shop, branch: main}}",
        GITHUB,
        {
            "StringEquals": {
                f"{GITHUB}:aud": AWS,
                f"{GITHUB}:sub": "repo:acme/shop:ref:refs/heads/main",
            }
        },
    ),
    "environment": (
        "{github: {repository: acme/shop, environment: production}}",
        GITHUB,
        {
            "StringEquals": {
                f"{GITHUB}:aud": AWS,
                f"{GITHUB}:sub": "repo:acme/shop:environment:production",
            }
        },
    ),
    "tags": (
        "{github: {repository: acme/shop, tags: v*}}",
        GITHUB,
        {
            "StringEquals": {f"{GITHUB}:aud": AWS},
            "StringLike": {f"{GITHUB}:sub": "repo:acme/shop:ref:refs/tags/v*"},
        },
    ),
    "one tag": (
        "{github: {repository: acme/shop, tags: v1}}",
        GITHUB,
        {
            "StringEquals": {
                f"{GITHUB}:aud": AWS,
                f"{GITHUB}:sub": "repo:acme/shop:ref:refs/tags/v1",
            }
        },
    ),
    "GitLab": (
        "{gitlab: {project: acme/team/shop, branch: main}}",
        "gitlab.com",
        {
            "StringEquals": {
                "gitlab.com:aud": AWS,
                "gitlab.com:sub": "project_path:acme/team/shop:ref_type:branch:ref:main",
            }
        },
    ),
    "Bitbucket": (
        f"{{bitbucket: {{workspace: acme, {UUIDS}}}}}",
        BITBUCKET,
        {
            "StringEquals": {
                f"{BITBUCKET}:aud": (
                    "ari:cloud:bitbucket::workspace/11111111-2222-3333-4444-555555555555"
                )
            },
            "StringLike": {f"{BITBUCKET}:sub": "{aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee}:*"},
        },
    ),
}


@pytest.mark.parametrize(("text", "host", "conditions"), IDENTITIES.values(), ids=IDENTITIES)
def test_only_the_pipeline_that_is_named_assumes_the_role(
    tmp_path: Path, text: str, host: str, conditions: dict[str, Any]
) -> None:
    app = loads(WEB + text)
    assert loads(dump_app(app)) == app
    template = build(app)
    role = template["Resources"]["DeploymentRole"]["Properties"]
    (statement,) = role["AssumeRolePolicyDocument"]["Statement"]
    arn = f"arn:${{AWS::Partition}}:iam::${{AWS::AccountId}}:oidc-provider/{host}"
    assert statement["Principal"] == {"Federated": {"Fn::Sub": arn}}
    assert statement["Action"] == ["sts:AssumeRoleWithWebIdentity"]
    assert statement["Condition"] == conditions
    assert set(verdicts(template, app).values()) == {"proven"}
    (tmp_path / "roles.yaml").write_text(dump(template), "utf-8")
    assert check([tmp_path / "roles.yaml"]) == []


PLANTED = {
    "another role": (
        "${EnvironmentPrefix}ecs-task-role",
        "*",
        "The pipeline passes the roles of the app's tasks alone",
    ),
    "a change of roles": (
        "iam:PassRole",
        "iam:AttachRolePolicy",
        "The pipeline changes nothing in IAM",
    ),
    "another repository": (
        "repository/acme-shop-web",
        "repository/*",
        "The pipeline pushes to the app's repositories alone",
    ),
    "another family": (
        "task-definition/acme-shop-${EnvironmentPrefix}web",
        "task-definition/acme-*",
        "The pipeline registers the app's task definitions alone",
    ),
    "another service": (
        "cluster/acme-shop-${EnvironmentPrefix}web",
        "cluster/*",
        "The pipeline updates the app's services alone",
    ),
}


@pytest.mark.parametrize(("old", "new", "claim"), PLANTED.values(), ids=PLANTED)
def test_a_wider_role_is_refuted(old: str, new: str, claim: str) -> None:
    template = build(APP)
    policy = json.dumps(template["Resources"]["DeploymentPolicy"])
    assert old in policy
    template["Resources"]["DeploymentPolicy"] = json.loads(policy.replace(old, new))
    assert verdicts(template, APP)[claim] == "refuted"


def running() -> App:
    assert APP.deployment is not None
    return replace(APP, deployment=replace(APP.deployment, run_tasks=True))


@pytest.mark.parametrize("environment", ["", "qa"])
def test_where_it_runs_tasks_they_are_the_apps_in_its_cluster(environment: str) -> None:
    here = replace(HERE, parameters={"EnvironmentName": environment})
    evaluator = evaluator_of(roles_of(Document(build(running())), here)["DeploymentRole"])
    own = f"acme-shop-{environment}-" if environment else "acme-shop-"

    def outcome(action: str, resource: str, cluster: str) -> str:
        arn = f"arn:aws:ecs:eu-west-1:111122223333:{resource}"
        context = {"ecs:cluster": f"arn:aws:ecs:eu-west-1:111122223333:cluster/{cluster}"}
        return evaluator.decide(Request(action, arn, context_of(context))).outcome

    mine, task = f"{own}cluster", f"task-definition/{own}web:3"
    assert outcome("ecs:RunTask", task, mine) == "allowed"
    assert outcome("ecs:DescribeTasks", f"task/{mine}/0123", mine) == "allowed"
    assert outcome("ecs:RunTask", task, "other") == "implicitDeny"
    assert outcome("ecs:RunTask", "task-definition/other:3", mine) == "implicitDeny"
    assert outcome("ecs:DescribeTasks", "task/other/0123", mine) == "implicitDeny"
    assert outcome("ecs:StopTask", f"task/{mine}/0123", mine) == "implicitDeny"


def test_the_statements_that_run_tasks_are_named_so() -> None:
    named = [each.verbs for each in deployment_statements(running())]
    assert [verb for verb, *_ in named] == [
        *("GetRegistryToken", "PushImages", "RegisterTaskDefinitions", "DescribeTaskDefinitions"),
        *("UpdateServices", "RunTasks", "DescribeTasks", "PassRoles"),
    ]


def test_what_it_runs_is_proven_and_a_wider_role_refuted() -> None:
    template = build(running())
    claim = "The pipeline runs the app's tasks alone"
    assert verdicts(template, running())[claim] == "proven"
    assert verdicts(template, APP)["The pipeline runs no task by itself"] == "refuted"
    text = json.dumps(template["Resources"]["DeploymentPolicy"])
    wider = text.replace("task-definition/acme-shop-${EnvironmentPrefix}web", "task-definition/a*")
    template["Resources"]["DeploymentPolicy"] = json.loads(wider)
    assert verdicts(template, running())[claim] == "refuted"


def test_another_branch_is_refuted() -> None:
    template = build(APP)
    text = json.dumps(template["Resources"]["DeploymentRole"])
    template["Resources"]["DeploymentRole"] = json.loads(text.replace("heads/main", "heads/dev"))
    claim = "Only the pipeline that the app names assumes its role"
    assert verdicts(template, APP)[claim] == "refuted"


@pytest.mark.parametrize("environment", ["", "qa"])
def test_what_it_deploys_is_what_the_services_template_makes(environment: str) -> None:
    here = replace(HERE, parameters={"EnvironmentName": environment})
    resolved = ResolvedTemplate(build_services(APP), here, missing_is_unknown=True)
    cluster = resolved.property("Cluster", "ClusterName")
    service = resolved.property("WebService", "ServiceName")
    family = resolved.property("WebTaskDefinition", "Family")
    here = Environment(region="eu-west-1", parameters={"EnvironmentName": environment})
    documents, _ = documents_of(APP, here)
    text = json.dumps(documents["deployment-role.json"])
    assert f'service/{cluster}/{service}"' in text
    assert f"task-definition/{family}:*" in text
    for role in roles_of(Document(build(APP)), here).values():
        passed = f'role/{role.name}"' in text
        assert passed == (role.logical_id != "DeploymentRole")
    trust = documents["deployment-trust-policy.json"]["Statement"][0]
    assert trust["Principal"]["Federated"] == (f"arn:aws:iam::111122223333:oidc-provider/{GITHUB}")


def test_it_passes_the_roles_of_every_service_and_job() -> None:
    app = replace(
        load(ROOT / "examples" / "three-services.yaml"),
        jobs=load(ROOT / "examples" / "nightly-job.yaml").jobs,
        deployment=APP.deployment,
    )
    policy = json.dumps(build(app)["Resources"]["DeploymentPolicy"])
    for name in ("api", "worker", "admin", "nightly-report"):
        assert f"{name}-task-role" in policy
        assert f"{name}-task-execution-role" in policy
    assert "schedule-role" not in policy
    assert set(verdicts(build(app), app).values()) == {"proven"}


def test_a_repository_by_parameter_is_left_out_where_it_is_empty() -> None:
    web = Service(name="web", repository=parameter("WebRepository", default="shop-web"), port=80)
    app = replace(APP, services=[web])
    here = replace(HERE, parameters={"WebRepository": ""})
    role = roles_of(Document(build(app)), here)["DeploymentRole"]
    actions = {str(a) for policy in role.policies for s in policy.statements for a in s.actions}
    assert "ecr:PutImage" not in actions
    assert "ecs:UpdateService" in actions


def test_it_is_within_the_boundary() -> None:
    resolved = ResolvedTemplate(build_boundary(APP), HERE)
    boundary = parse_policy(resolved.property(LOGICAL_ID, "PolicyDocument"), name="boundary")
    role = roles_of(Document(build(APP)), HERE)["DeploymentRole"]
    assert excess(Access((boundary,)), [Access(role.policies)]).verdict == "proven"


def test_the_services_template_does_not_ask_for_it() -> None:
    assert "DeploymentRoleArn" not in build_services(APP)["Parameters"]
    assert "DeploymentRoleArn" in build(APP)["Outputs"]
    assert "DeploymentRole -->|passes| TaskRole" in mermaid(APP)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{}", "deployment: names one of github, gitlab and bitbucket; give exactly one"),
        (
            "{github: {repository: acme/shop, branch: main}, gitlab: {project: a/b, branch: c}}",
            "deployment: names one of github, gitlab and bitbucket; give exactly one",
        ),
        (
            "{github: {repository: acme/shop}}",
            "deployment.github: deploys from one of branch, environment, tags; give exactly one",
        ),
        (
            "{github: {repository: acme/shop, branch: main, tags: v*}}",
            "deployment.github: deploys from one of branch, environment, tags; give exactly one",
        ),
        (
            "{github: {repository: shop, branch: main}}",
            "deployment.github.repository: 'shop' must be OWNER/NAME",
        ),
        (
            "{github: {repository: acme/*, branch: main}}",
            "deployment.github.repository: 'acme/*' must be OWNER/NAME",
        ),
        (
            "{github: {repository: acme/shop, branch: '*'}}",
            "deployment.github.branch: '*' must be the name of a branch, without wildcards",
        ),
        (
            "{github: {branch: main}}",
            "deployment.github.repository: is missing: OWNER/NAME of the repository",
        ),
        (
            "{githb: {repository: acme/shop, branch: main}}",
            "deployment.githb: unknown key; did you mean 'github'?",
        ),
    ],
)
def test_the_message_of_a_mistake(text: str, message: str) -> None:
    with pytest.raises(AppError) as caught:
        loads(WEB + text)
    assert message in map(str, caught.value.problems)


def test_an_app_without_tasks_deploys_nothing() -> None:
    with pytest.raises(AppError, match="deployment: deploys nothing: the app has no services"):
        loads(
            "project: shop\ngrants: [{grant: xray.write_traces}]\n"
            "deployment: {github: {repository: acme/shop, branch: main}}"
        )


def test_the_provider_has_the_tags_of_the_app() -> None:
    template = build(replace(APP, tags={"Project": "Other", "Team": "a"}))
    (provider,) = (
        row["Properties"]
        for row in template["Resources"].values()
        if row["Type"] == "AWS::IAM::OIDCProvider"
    )
    assert {each["Key"]: each["Value"] for each in provider["Tags"]} == {
        "Project": "Other",
        "Team": "a",
    }
