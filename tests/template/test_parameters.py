"""What the console form says of a parameter, made from the grant that it is an argument of."""

from __future__ import annotations

import re

import pytest

from influmojo_cfn.app import App, GrantUse, Service, grant, parameter
from influmojo_cfn.config import dump, loads
from influmojo_cfn.errors import AppError
from influmojo_cfn.template import build


def row(use: GrantUse) -> dict[str, object]:
    parameters: dict[str, dict[str, object]] = build(App(project="shop", grants=(use,)))[
        "Parameters"
    ]
    return parameters["P"]


@pytest.mark.parametrize(
    ("use", "words"),
    [
        (
            grant("sns.publish", topic=parameter("P")),
            "Publish messages to a topic: the topic. If empty, the policy omits the permission.",
        ),
        (
            grant("sns.publish", topic="a", account=parameter("P")),
            "Publish messages to a topic: the account that owns it. If empty, the policy "
            "omits the permission.",
        ),
        (
            grant("s3.read_objects", bucket="abc", prefix=parameter("P")),
            "Read objects of a bucket: the object key prefix; every object if empty.",
        ),
        (grant("sns.publish", topic=parameter("P", description="My words.")), "My words."),
    ],
)
def test_the_description_says_what_for_and_what_an_empty_value_does(
    use: GrantUse, words: str
) -> None:
    assert row(use)["Description"] == words


def test_the_constraint_of_an_arn_promises_no_pseudo_parameter() -> None:
    use = grant(
        "custom.statement", actions="s3:GetObject", resources=parameter("P"), reason="Reads."
    )
    assert row(use)["ConstraintDescription"] == (
        "must be an ARN, or * where the action takes nothing else; or empty, which omits the "
        "permission"
    )


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("JobsSQSQueueURLName", "Jobs SQS queue URL name"),
        ("DatabaseId", "Database ID"),
        ("OrdersS3BucketArn", "Orders S3 bucket ARN"),
        ("s3bucket", "S3 bucket"),
        ("Uploads3", "Uploads 3"),
        ("x", "X"),
    ],
)
def test_a_label_is_the_words_of_the_name(name: str, label: str) -> None:
    app = App(project="shop", grants=(grant("sns.publish", topic=parameter(name, default="a")),))
    form = build(app)["Metadata"]["AWS::CloudFormation::Interface"]
    assert form["ParameterLabels"][name] == {"default": label}


@pytest.mark.parametrize(("said", "default"), [(None, "false"), (False, "false"), (True, "true")])
def test_the_aws_managed_policy_is_attached_only_where_the_app_says_so(
    said: bool | None, default: str
) -> None:
    app = App(project="shop", grants=[grant("xray.write_traces")], attach_execution_policy=said)
    assert build(app)["Parameters"]["AttachTaskExecutionRolePolicy"]["Default"] == default


BOUNDARY = "arn:aws:iam::111122223333:policy/team"


def test_the_apps_boundary_is_the_default_of_the_parameter() -> None:
    app = loads(
        f"project: shop\ngrants: [{{grant: xray.write_traces}}]\npermissions_boundary: {BOUNDARY}"
    )
    assert loads(dump(app)) == app
    row = build(app)["Parameters"]["PermissionsBoundaryArn"]
    assert row["Default"] == BOUNDARY
    assert re.fullmatch(row["AllowedPattern"], BOUNDARY)


@pytest.mark.parametrize(
    "arn", ["", "team", "arn:aws:iam::111122223333:role/team", BOUNDARY + "a" * 256, "${Arn}"]
)
def test_what_is_no_boundary_is_refused(arn: str) -> None:
    with pytest.raises(AppError, match=r"permissions_boundary: .* must be the ARN of a managed"):
        App(project="shop", grants=[grant("xray.write_traces")], permissions_boundary=arn)


def test_a_mistyped_boundary_names_the_key() -> None:
    with pytest.raises(AppError, match="did you mean 'permissions_boundary'"):
        loads("project: shop\ngrants: [{grant: xray.write_traces}]\npermission_boundary: a")


def own(*services: tuple[str, GrantUse]) -> tuple[str, str]:
    """Return the description of the parameter P of services, and the label of its group."""
    rows = [Service(name=name, image="nginx", roles="own", grants=[use]) for name, use in services]
    template = build(App(project="shop", services=rows))
    form = template["Metadata"]["AWS::CloudFormation::Interface"]["ParameterGroups"]
    (group,) = [each["Label"]["default"] for each in form if "P" in each["Parameters"]]
    return template["Parameters"]["P"]["Description"], group


SEND = grant("sqs.send_messages", queue=parameter("P"))
CONSUME = grant("sqs.consume_messages", queue=parameter("P"))


def test_a_parameter_of_one_service_is_in_the_group_of_its_role() -> None:
    words, group = own(("api", SEND))
    assert "Used by" not in words
    assert group == "Permissions of the api (its task role)"


def test_a_parameter_of_several_services_says_what_all_of_them_use_it_for() -> None:
    words, group = own(("api", SEND), ("worker", CONSUME), ("admin", CONSUME))
    assert words.startswith("Send messages to a queue; receive messages from a queue")
    assert words.endswith(" Used by the api, the worker and the admin.")
    assert group == "Permissions of several services"


def test_a_parameter_of_both_roles_says_so() -> None:
    secret = parameter("P")
    uses = [
        grant("secretsmanager.read_secrets", use=use, names=[secret])
        for use in ("environment", "code")
    ]
    found = build(App(project="shop", grants=uses))["Parameters"]["P"]["Description"]
    assert found.endswith(" Used by both roles.")


def test_words_of_ones_own_stay_as_they_are() -> None:
    use = grant("sns.publish", topic=parameter("P", description="My words."))
    assert own(("api", use), ("worker", use))[0] == "My words."
