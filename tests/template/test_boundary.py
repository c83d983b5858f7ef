"""No grant of the catalog exceeds the boundary, proven for every request."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from influmojo_cfn.app import App, Service, grant
from influmojo_cfn.checks.run import check
from influmojo_cfn.cloudformation import dump
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.resolved import ResolvedTemplate
from influmojo_cfn.errors import QuotaError
from influmojo_cfn.grants import grant as row_of
from influmojo_cfn.grants import grant_names
from influmojo_cfn.grants.model import Grant
from influmojo_cfn.iam.document import Policy, parse_policy
from influmojo_cfn.iam.service_authorization import action
from influmojo_cfn.influmojo import APP
from influmojo_cfn.proof.access import Access
from influmojo_cfn.proof.question import excess
from influmojo_cfn.template.boundary import LOGICAL_ID, build_boundary
from tests.conftest import ROOT
from tests.grants.audit import choices, policy_of, render
from tests.nonempty import nonempty
from tests.template.test_catalog import values_of


def boundary(app: App = APP) -> Policy:
    resolved = ResolvedTemplate(
        build_boundary(app), Environment(account="444455556666", region="eu-west-1")
    )
    return parse_policy(resolved.property(LOGICAL_ID, "PolicyDocument"), name="boundary")


BOUNDARY = boundary()


@pytest.mark.parametrize("name", [name for name in grant_names() if row_of(name).statements])
def test_no_grant_exceeds_the_boundary(name: str) -> None:
    row = row_of(name)
    for role in nonempty(row.roles):
        for named in nonempty(choices(row)):
            granted = policy_of(render(row, role, named))
            limit = BOUNDARY if row.in_every_boundary else boundary(app_of(row, named))
            answer = excess(Access((limit,)), [Access((granted,))])
            assert answer.verdict == "proven", f"{role} with {sorted(named)}: {answer}"


def app_of(row: Grant, named: frozenset[str]) -> App:
    use = grant(row.name, **values_of(row, named))
    return App(project="other", grants=(use,))


@pytest.mark.parametrize("name", ["ecs.run_task", "scheduler.create_schedules", "sts.assume_role"])
def test_the_roles_that_a_boundary_lets_be_used_are_those_that_the_app_names(name: str) -> None:
    row = row_of(name)
    named = frozenset(argument.name for argument in row.arguments)
    limit = boundary(app_of(row, named))
    rest = [("iam:PassRole", "other"), ("sts:AssumeRole", "other")]
    for asked, role in rest:
        statement = {
            "Effect": "Allow",
            "Action": asked,
            "Resource": f"arn:aws:iam::444455556666:role/{role}",
        }
        more = parse_policy({"Version": "2012-10-17", "Statement": [statement]})
        assert excess(Access((limit,)), [Access((more,))]).verdict == "refuted"


def test_without_an_action_of_the_catalog_some_grant_would_exceed_it() -> None:
    row = row_of("s3.upload_objects")
    granted = policy_of(render(row, "task", frozenset({"bucket"})))
    kept = tuple(each for each in BOUNDARY.statements if "s3:PutObject" not in each.actions)
    fewer = Policy(kept, version=BOUNDARY.version)
    assert excess(Access((fewer,)), [Access((granted,))]).verdict == "refuted"


def test_the_boundary_holds_no_action_that_changes_permissions() -> None:
    named = {str(name) for statement in BOUNDARY.statements for name in statement.actions}
    found = {name: action(name) for name in named}
    changing = {n for n, a in found.items() if a and a.access_level == "Permissions management"}
    # AWS files the connection to a database under this level; it changes no permission.
    assert changing == {"rds-db:connect"}
    assert all(found.values())


def test_what_an_app_writes_itself_is_within_its_boundary() -> None:
    app = App(
        project="other",
        grants=(
            grant(
                "custom.statement",
                actions=("s3:GetObjectTagging",),
                resources=("arn:${AWS::Partition}:s3:::other/*",),
                reason="The importer reads tags.",
            ),
        ),
    )
    asked = {
        "Effect": "Allow",
        "Action": "s3:GetObjectTagging",
        "Resource": "arn:aws:s3:::other/a",
    }
    granted = Access((parse_policy({"Version": "2012-10-17", "Statement": [asked]}),))
    assert excess(Access((boundary(app),)), [granted]).verdict == "proven"
    assert excess(Access((BOUNDARY,)), [granted]).verdict == "refuted"


def test_a_boundary_that_cannot_fit_says_by_how_much() -> None:
    many = tuple(f"arn:${{AWS::Partition}}:s3:::{'bucket' * 9}{number}/*" for number in range(80))
    custom = grant(
        "custom.statement", actions=("s3:GetObjectTagging",), resources=many, reason="Many."
    )
    with pytest.raises(QuotaError, match=r"too many: shorten the app's custom\.statement grants"):
        build_boundary(App(project="other", grants=(custom,)))


def test_check_finds_nothing_in_the_template(tmp_path: Path) -> None:
    path = tmp_path / "boundary.yaml"
    path.write_text(dump(build_boundary(APP)), "utf-8")
    assert check([path]) == []


def test_every_sid_is_there_once() -> None:
    sids = [statement.sid for statement in BOUNDARY.statements]
    assert len(sids) == len(set(sids))


def test_the_same_app_gives_the_same_boundary() -> None:
    assert json.dumps(build_boundary(APP)) == json.dumps(build_boundary(APP))


def test_the_committed_boundary_is_not_stale() -> None:
    committed = ROOT / "templates" / "influmojo-ecs-boundary.yaml"
    assert committed.read_text("utf-8") == dump(build_boundary(APP))


def test_a_service_whose_name_python_reserves_is_within_it() -> None:
    """``lambda`` is a keyword, and awacs calls its module otherwise."""
    app = App(
        project="other",
        grants=(
            grant(
                "custom.statement",
                actions=("lambda:InvokeFunction",),
                resources=("arn:aws:lambda:eu-west-1:111122223333:function:a",),
                reason="It calls the importer.",
            ),
        ),
    )
    assert "lambda:InvokeFunction" in json.dumps(build_boundary(app))


def custom(*resources: str, action: str = "sqs:SendMessage") -> App:
    use = grant("custom.statement", actions=(action,), resources=resources, reason="Asked for.")
    return App(project="other", grants=(use,))


@pytest.mark.parametrize(
    ("resources", "kept"),
    [
        (("b?/x", "b*/x"), ["b*/x"]),
        (("b*/x", "b?*/x", "b*?/x"), ["b*/x"]),
        (("b*?/x", "b?*/x"), ["b*?/x"]),
        (("b[1]/x", "b*"), ["b*"]),
        (("b?/x", "c*"), ["b?/x", "c*"]),
        (("${aws:username}", "????????????????"), ["${aws:username}", "????????????????"]),
    ],
)
def test_the_widest_of_the_resources_stay(resources: tuple[str, ...], kept: list[str]) -> None:
    queue = "arn:aws:mq:eu-west-1:111122223333:broker:"
    app = custom(*(queue + name for name in resources), action="mq:RebootBroker")
    (statement,) = [
        each
        for each in build_boundary(app)["Resources"][LOGICAL_ID]["Properties"]["PolicyDocument"][
            "Statement"
        ]
        if each["Action"] == ["mq:RebootBroker"]
    ]
    assert sorted(map(text_of, statement["Resource"])) == sorted(queue + name for name in kept)


def text_of(resource: object) -> str:
    return resource["Fn::Sub"] if isinstance(resource, dict) else str(resource)


@pytest.mark.parametrize(
    "action", ["lambda:InvokeFunction", "execute-api:Invoke", "import:Export", "a2c:GetX", "s3:*"]
)
def test_a_custom_statement_may_name_any_service(action: str) -> None:
    text = json.dumps(build_boundary(custom("*", action=action)))
    assert f'"{action}"' in text


def test_what_aws_allows_everywhere_is_not_listed_again(tmp_path: Path) -> None:
    app = App(
        project="shop",
        services=[Service(name="web", image="busybox:1")],
        grants=[grant("sns.publish", topic="orders"), grant("s3.read_objects", bucket="shop-a")],
        infrastructure=["codedeploy"],
    )
    template = build_boundary(app)
    statements = template["Resources"][LOGICAL_ID]["Properties"]["PolicyDocument"]["Statement"]
    publish = [each["Resource"] for each in statements if "sns:Publish" in each["Action"]]
    assert publish == [["*"]]
    path = tmp_path / "boundary.yaml"
    path.write_text(dump(template))
    assert check([path]) == []


def test_what_an_app_denies_is_not_in_its_boundary() -> None:
    use = grant(
        "custom.statement",
        effect="Deny",
        actions=("sqs:PurgeQueue",),
        resources=("*",),
        reason="Nobody empties a queue.",
    )
    assert "sqs:PurgeQueue" not in json.dumps(build_boundary(App(project="other", grants=(use,))))


def test_infrastructure_alone_has_nothing_of_the_catalog_in_its_boundary() -> None:
    template = build_boundary(App(project="other", infrastructure=["volumes"]))
    assert "s3:PutObject" not in json.dumps(template)
