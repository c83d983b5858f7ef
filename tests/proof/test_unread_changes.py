"""What changed in what nobody reads here, and may grant access."""

from __future__ import annotations

import json
from typing import Any

import pytest

from influmojo_cfn.cloudformation import Document
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.resolved import ResolvedTemplate
from influmojo_cfn.cloudformation.unread_resources import unread_state
from influmojo_cfn.proof import unread_changes as module
from influmojo_cfn.proof.difference import compare_documents
from influmojo_cfn.proof.unread_changes import UnreadChanges, unread_changes


def resolved(resource: Any, **template: Any) -> ResolvedTemplate:
    resources = {} if resource is None else {"R": resource}
    data = {
        "Parameters": {"P": {"Type": "String"}},
        "Conditions": {"Never": {"Fn::Equals": ["a", "b"]}},
        "Resources": resources,
        **template,
    }
    return ResolvedTemplate(data, Environment(), missing_is_unknown=True)


def changed(old: Any, new: Any) -> list[str]:
    return [reason for _, reason in unread_changes(resolved(old), resolved(new))]


def row(kind: str, **properties: Any) -> dict[str, Any]:
    return {"Type": kind, "Properties": properties}


def calling(uri: str, **more: Any) -> dict[str, Any]:
    return {"Integration": {"Type": "AWS", "Uri": uri, **more}}


def commands(line: str) -> dict[str, Any]:
    return {"mainSteps": [{"action": "aws:runShellScript", "inputs": {"runCommand": [line]}}]}


def behaviors(*each: dict[str, Any]) -> dict[str, Any]:
    return {CONFIG: {"CacheBehaviors": [*each]}}


UNREAD = "may grant access and is not read"
DISTRIBUTION, CONFIG = "AWS::CloudFront::Distribution", "DistributionConfig"
LAUNCHED = "LaunchTemplateData"
BATCH, JOB_ROLE = "AWS::Batch::JobDefinition", {"JobRoleArn": "a"}
SWITCH = ("ENABLED", "DISABLED")
FIREHOSE, S3 = "AWS::KinesisFirehose::DeliveryStream", "S3DestinationConfiguration"
BUFFERED, TRIED = {"BufferingHints": {"SizeInMBs": 5}}, {"RetryPolicy": {"MaximumRetryAttempts": 5}}
DOCUMENT = "AWS::SSM::Document"
IMAGE = {"ImageId": {"Ref": "P"}}
MOCK = {"Integration": {"Type": "MOCK"}}
SIGNED, CACHED = {"TrustedKeyGroups": ["k"]}, {"MinTTL": 1}
CUSTOM, OTHER = row("Custom::Grant", To="a", From="x"), row("Custom::Grant", To="b", From="x")


@pytest.mark.parametrize(
    ("old", "new", "reasons"),
    [
        (None, None, []),
        (CUSTOM, CUSTOM, []),
        (CUSTOM, OTHER, ["Custom::Grant may grant access and is not read (To)"]),
        (None, CUSTOM, ["Custom::Grant may grant access and is not read"]),
        (CUSTOM, None, ["Custom::Grant may grant access and is not read"]),
        (None, {**CUSTOM, "Condition": "Never"}, []),
        (
            CUSTOM,
            row("Custom::Other"),
            [f"Custom::Other {UNREAD} (From, To)"],
        ),
        (
            row("AWS::ECS::Service", Cluster="c"),
            row("AWS::ECS::Service", Cluster="c", EnableExecuteCommand=True),
            [f"AWS::ECS::Service {UNREAD} (EnableExecuteCommand)"],
        ),
        (row("AWS::SQS::Queue", QueueName="a"), row("AWS::SQS::Queue", QueueName="b"), []),
        (row("AWS::IAM::Role", Description="a"), row("AWS::IAM::Role", Description="b"), []),
        ("text", CUSTOM, ["R makes resources that are not read"]),
        ("text", "text", []),
    ],
)
def test_a_change_that_may_grant_access_is_told(old: Any, new: Any, reasons: list[str]) -> None:
    assert changed(old, new) == reasons


@pytest.mark.parametrize(
    ("kind", "old", "new"),
    [
        ("AWS::ApiGateway::UsagePlan", {}, {"ApiStages": [{"ApiId": "a", "Stage": "s"}]}),
        ("AWS::ApiGateway::Stage", {"Variables": {"role": "a"}}, {"Variables": {"role": "b"}}),
        ("AWS::ApiGatewayV2::Stage", {}, {"StageVariables": {"role": "b"}}),
        ("AWS::Backup::LogicallyAirGappedBackupVault", {}, {"MpaApprovalTeamArn": "t"}),
        ("AWS::CertificateManager::Certificate", {}, {"CertificateExport": "ENABLED"}),
        ("AWS::CodeArtifact::Repository", {}, {"Upstreams": ["private"]}),
        ("AWS::CodeBuild::Project", {"Triggers": {"FilterGroups": [1]}}, {"Triggers": {}}),
        (
            "AWS::ElasticLoadBalancingV2::TrustStore",
            {"CaCertificatesBundleS3Key": "a"},
            {"CaCertificatesBundleS3Key": "b"},
        ),
        (
            "AWS::Glue::Connection",
            {"ConnectionInput": {"ConnectionProperties": {"ROLE_ARN": "a"}}},
            {"ConnectionInput": {"ConnectionProperties": {"ROLE_ARN": "b"}}},
        ),
        (BATCH, {}, {"NodeProperties": {"NodeRangeProperties": [{"Container": JOB_ROLE}]}}),
        (BATCH, {"ContainerProperties": JOB_ROLE}, {"ContainerProperties": {}}),
        ("Custom::Grant", {"Tags": [{"Key": "a", "Value": "b"}]}, {"Tags": []}),
        ("AWS::Glue::Table", {}, {"TableInput": {"ViewDefinition": {"Definer": "a"}}}),
        (DISTRIBUTION, {CONFIG: {"Origins": []}}, {CONFIG: {"Origins": [{"Id": "o"}]}}),
        ("AWS::EC2::LaunchTemplate", {}, {LAUNCHED: {"IamInstanceProfile": {"Name": "p"}}}),
        ("AWS::EC2::LaunchTemplate", {}, {LAUNCHED: {"Fn::Transform": {"Name": "t"}}}),
        ("AWS::OpenSearchService::Domain", {}, {"AdvancedSecurityOptions": {"Enabled": False}}),
        ("AWS::AutoScaling::LaunchConfiguration", {"InstanceId": "a"}, {"InstanceId": "b"}),
        (DISTRIBUTION, behaviors(SIGNED, {}), behaviors({}, SIGNED)),
        (DISTRIBUTION, behaviors(SIGNED, CACHED), behaviors(CACHED, SIGNED)),
        (DISTRIBUTION, behaviors({"AllowedMethods": "a"}), behaviors({"AllowedMethods": "b"})),
        ("AWS::Scheduler::Schedule", {"Target": {"Arn": "a"}}, {"Target": {"Arn": "b"}}),
        ("AWS::Events::Rule", {"Targets": [{"Arn": "a"}]}, {"Targets": [{"Arn": "b"}]}),
        ("AWS::EMR::Cluster", {"Instances": {}}, {"Instances": {"Ec2KeyName": "k"}}),
        ("AWS::IAM::AccessKey", {"Status": "Inactive"}, {"Status": "Active"}),
        ("AWS::IAM::AccessKey", {"Status": "Inactive"}, {}),
        ("AWS::Pipes::Pipe", {"DesiredState": "STOPPED"}, {"DesiredState": "RUNNING"}),
        (FIREHOSE, {S3: {"RoleARN": "a", **BUFFERED}}, {S3: {"RoleARN": "b", **BUFFERED}}),
        ("AWS::ApiGateway::Method", calling("a"), calling("b")),
        ("AWS::ApiGateway::Method", MOCK, {"Integration": {"Type": "AWS", "Credentials": "r"}}),
        (DOCUMENT, {"Content": commands("a")}, {"Content": {**commands("a"), "assumeRole": "r"}}),
        (DOCUMENT, {"Content": json.dumps(commands("a"))}, {"Content": json.dumps(commands("b"))}),
        ("AWS::AppSync::GraphQLApi", {"AuthenticationType": "a"}, {"AuthenticationType": "b"}),
        ("AWS::Transfer::Server", {"IdentityProviderType": "a"}, {"IdentityProviderType": "b"}),
    ],
)
def test_a_property_that_can_give_access(
    kind: str, old: dict[str, Any], new: dict[str, Any]
) -> None:
    assert len(changed(row(kind, **old), row(kind, **new))) == 1


@pytest.mark.parametrize(
    ("kind", "old", "new"),
    [
        ("AWS::ApiGateway::RestApi", {"Description": "a"}, {"Description": "b"}),
        (DISTRIBUTION, {CONFIG: {"Comment": "a"}}, {CONFIG: {"Comment": "b"}}),
        ("AWS::Cognito::UserPool", {"UserPoolName": "a"}, {"UserPoolName": "b"}),
        ("AWS::EC2::LaunchTemplate", {LAUNCHED: {"ImageId": "a"}}, {LAUNCHED: {"ImageId": "b"}}),
        (
            "AWS::EC2::LaunchTemplate",
            {LAUNCHED: {"ImageId": "a"}},
            {LAUNCHED: {"ImageId": {"Ref": "P"}}},
        ),
        ("AWS::Glue::Table", {"TableInput": {"Name": "a"}}, {"TableInput": {"Name": "b"}}),
        (BATCH, {"ContainerProperties": {"Image": "a"}}, {"ContainerProperties": {"Image": "b"}}),
        ("AWS::AppFlow::Flow", {"Tags": [{"Key": "a", "Value": "b"}]}, {"Tags": []}),
        ("AWS::EKS::Nodegroup", {"Version": "1"}, {"Version": "2"}),
        ("AWS::OpenSearchService::Domain", {"EngineVersion": "1"}, {"EngineVersion": "2"}),
        (DISTRIBUTION, behaviors(SIGNED), behaviors({**SIGNED, "MinTTL": 1, "Compress": True})),
        ("AWS::Scheduler::Schedule", {"Target": {"Arn": "a"}}, {"Target": {"Arn": "a", **TRIED}}),
        ("AWS::Scheduler::Schedule", {"Target": TRIED}, {}),
        ("AWS::Events::Rule", {"Targets": [{"Id": "a"}]}, {"Targets": [{"Id": "b", **TRIED}]}),
        ("AWS::EMR::Cluster", {"ReleaseLabel": "a"}, {"ReleaseLabel": "b"}),
        ("AWS::IAM::AccessKey", {"Status": "Active"}, {"Status": "Inactive"}),
        ("AWS::IAM::AccessKey", {}, {"Status": "Inactive"}),
        ("AWS::IAM::InstanceProfile", {"Path": "/"}, {"Path": "/a/"}),
        ("AWS::Pipes::Pipe", {"DesiredState": "RUNNING"}, {"DesiredState": "STOPPED"}),
        (FIREHOSE, {S3: {"RoleARN": "a"}}, {S3: {"RoleARN": "a", **BUFFERED}}),
        ("AWS::AppSync::GraphQLApi", {}, {"XrayEnabled": True}),
        (DOCUMENT, {"Content": commands("a")}, {"Content": commands("b")}),
        ("AWS::ApiGateway::Method", {}, MOCK),
        ("AWS::ApiGateway::Method", calling("a"), calling("a", TimeoutInMillis=9)),
        ("AWS::Transfer::Server", {"SecurityPolicyName": "a"}, {"SecurityPolicyName": "b"}),
    ],
)
def test_a_property_that_gives_no_access(
    kind: str, old: dict[str, Any], new: dict[str, Any]
) -> None:
    assert changed(row(kind, **old), row(kind, **new)) == []


@pytest.mark.parametrize(
    ("kind", "is_told"),
    [
        ("AWS::Events::Rule", False),
        ("AWS::IAM::AccessKey", False),
        ("AWS::SSO::Assignment", False),
        ("AWS::ApiGateway::Method", True),  # requests reach another one
        ("AWS::ElasticLoadBalancingV2::ListenerRule", True),
        ("Custom::Grant", True),
    ],
)
def test_what_only_gave_access_is_removed(kind: str, is_told: bool) -> None:
    asked = {"Integration": {"Credentials": "r"}, "Actions": [{"AuthenticateOidcConfig": {}}]}
    old = row(kind, RoleArn="r", UserName="u", **asked)
    assert bool(changed(old, None)) is is_told
    assert bool(changed(old, {**old, "Condition": "Never"})) is is_told


def test_an_export_that_is_turned_off_gives_nothing() -> None:
    on, off = (
        row("AWS::CertificateManager::Certificate", CertificateExport=each) for each in SWITCH
    )
    assert changed(on, off) == []


def test_a_loop_that_changes_makes_resources() -> None:
    loops = [{"Fn::ForEach::L": ["X", ["a"], {}]}, {"Fn::ForEach::L": ["X", ["b"], {}]}]
    old, new = (resolved(None, Resources=each) for each in loops)
    assert [name for name, _ in unread_changes(old, new)] == ["Fn::ForEach::L"]


@pytest.mark.parametrize("section", ["Parameters", "Mappings", "Conditions"])
def test_a_snippet_of_a_section_that_changes(section: str) -> None:
    def including(location: str) -> ResolvedTemplate:
        call = {"Name": "AWS::Include", "Parameters": {"Location": location}}
        return resolved(None, **{section: {"Fn::Transform": call}})

    old, new = including("s3://b/a.yaml"), including("s3://b/b.yaml")
    reason = f"what Fn::Transform includes in {section} changes and is not read"
    assert list(unread_changes(old, new)) == [(section, reason)]
    assert list(unread_changes(old, including("s3://b/a.yaml"))) == []


ON = {"BlockPublicAcls": True, "BlockPublicPolicy": "true"}
BLOCKED = "BlockPublicAcls, BlockPublicPolicy of its public access block is no longer set"
ALL = (
    "BlockPublicAcls, BlockPublicPolicy, IgnorePublicAcls, RestrictPublicBuckets of its public"
    " access block is no longer set"
)


def bucket(block: Any = None, kind: str = "AWS::S3::Bucket") -> dict[str, Any]:
    return row(kind, **({} if block is None else {"PublicAccessBlockConfiguration": block}))


def point(block: Any = None) -> dict[str, Any]:
    return bucket(block, "AWS::S3::AccessPoint")


@pytest.mark.parametrize(
    ("old", "new", "reasons"),
    [
        (bucket(ON), bucket(ON), []),
        (bucket(ON), bucket({}), [BLOCKED]),
        (bucket(ON), bucket({"BlockPublicAcls": True}), [BLOCKED.replace("BlockPublicAcls, ", "")]),
        (bucket({}), bucket(ON), []),
        (bucket(ON), bucket(), [BLOCKED]),
        (bucket(), bucket({"BlockPublicAcls": True}), [ALL.replace("BlockPublicAcls, ", "")]),
        (bucket(ON), bucket({"Ref": "P"}), [ALL]),
        (point(ON), point(), [BLOCKED]),
        (point(ON), point(ON), []),
        (None, bucket({}), []),
        (bucket(ON), None, []),
        (bucket(ON), {**bucket({}), "Condition": "Never"}, []),
    ],
)
def test_a_block_that_is_taken_away_is_told(old: Any, new: Any, reasons: list[str]) -> None:
    assert changed(old, new) == reasons


@pytest.mark.parametrize(
    ("transform", "reasons"),
    [
        ("AWS::Serverless-2016-10-31", []),
        ("Own", ["the transform Own might change any resource and is not read"]),
        (
            ["AWS::LanguageExtensions", {"Name": "Own"}],
            ["the transform Own might change any resource and is not read"],
        ),
    ],
)
def test_a_transform_may_change_anything_where_the_templates_differ(
    transform: Any, reasons: list[str]
) -> None:
    old, new = resolved(None), resolved(None, Transform=transform)
    assert [reason for _, reason in unread_changes(old, new)] == reasons
    assert list(unread_changes(new, new)) == []


OPEN = {"Type": "String"}
TWO_OPEN = {"Fn::Equals": [{"Ref": "One"}, {"Fn::Sub": "${Two}-a"}]}
ANYONE = {"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole"}
READS = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}
NOTHING = {"Ref": "AWS::NoValue"}


def role(**properties: Any) -> dict[str, Any]:
    trust = {"AssumeRolePolicyDocument": {"Statement": ANYONE}}
    return row("AWS::IAM::Role", **{**trust, **properties})


def inline(statement: Any) -> list[Any]:
    return [{"PolicyName": "p", "PolicyDocument": {"Statement": [statement]}}]


def either(one: Any, other: Any = NOTHING) -> dict[str, Any]:
    return {"Fn::If": ["C", one, other]}


OTHERS = either("arn:aws:iam::444455556666:root", "arn:aws:iam::111122223333:root")
MANAGED = either("arn:aws:iam::aws:policy/ReadOnlyAccess", "arn:aws:iam::aws:policy/IAMFullAccess")
TRUST = {"Statement": {**ANYONE, "Principal": {"AWS": OTHERS}}}
OF_SERVICES = {"Service": [either("ec2.amazonaws.com"), "ecs-tasks.amazonaws.com"]}
SERVICES = {"Statement": {**ANYONE, "Principal": OF_SERVICES}}
OF_ONE = {**READS, "Condition": either({"StringEquals": {"aws:PrincipalTag/a": "b"}})}
EITHER_DOCUMENT = either({"Statement": [READS]}, {"Statement": [{**READS, "Action": "s3:*"}]})
MAYBE_BLOCKED = {"BlockPublicAcls": either(True, False)}
ATTACHED = {"PolicyName": "p", "PolicyDocument": {"Statement": READS}}


@pytest.mark.parametrize(
    "resource",
    [
        pytest.param({**role(Policies=inline(READS)), "Condition": "C"}, id="a role"),
        pytest.param(role(Policies=inline(either(READS))), id="a statement"),
        pytest.param(role(AssumeRolePolicyDocument=TRUST), id="a principal"),
        pytest.param(role(ManagedPolicyArns=[MANAGED]), id="a managed policy"),
        pytest.param(role(Policies=inline(READS), PermissionsBoundary=MANAGED), id="a boundary"),
        pytest.param(row("AWS::IAM::Policy", Roles=[either("a", "b")], **ATTACHED), id="a name"),
        pytest.param(role(AssumeRolePolicyDocument=SERVICES), id="a service"),
        pytest.param(role(Policies=inline(OF_ONE)), id="what a statement asks"),
        pytest.param(
            row("AWS::IAM::ManagedPolicy", PolicyDocument=EITHER_DOCUMENT), id="a document"
        ),
        pytest.param(
            row("AWS::S3::Bucket", PublicAccessBlockConfiguration=MAYBE_BLOCKED),
            id="a public block",
        ),
        pytest.param({**row("Custom::Grant", To="a"), "Condition": "C"}, id="what is not read"),
        pytest.param(row("Custom::Grant", To=either("a", "b")), id="a property that is not read"),
    ],
)
@pytest.mark.parametrize(
    ("condition", "is_wider"),
    [
        pytest.param({"Fn::Not": [TWO_OPEN]}, True, id="inverted"),
        pytest.param({"Fn::Equals": [{"Ref": "One"}, {"Fn::Sub": "${Two}-b"}]}, True, id="other"),
        pytest.param(TWO_OPEN, False, id="the same"),
        pytest.param({"Condition": "D"}, False, id="the same by another name"),
    ],
)
def test_what_another_unknown_condition_decides_is_not_known(
    resource: Any, condition: Any, is_wider: bool
) -> None:
    def template(conditions: Any) -> Document:
        parameters = {"One": OPEN, "Two": OPEN}
        return Document(
            {"Parameters": parameters, "Conditions": conditions, "Resources": {"R": resource}}
        )

    old, new = template({"C": TWO_OPEN}), template({"C": condition, "D": TWO_OPEN})
    assert compare_documents(old, new).may_be_wider == is_wider


NAMED = {
    "Parameters": {"P": {"Type": "String"}, "Q": {"Type": "String"}},
    "Resources": {
        "Concerned": row("Custom::Grant", To={"Ref": "P"}),
        "Other": row("Custom::Grant", To={"Ref": "Q"}),
        "Changed": row("Custom::Grant", To="before"),
    },
}
AFTER = {
    **NAMED,
    "Resources": {
        "Concerned": row("Custom::Grant", To={"Fn::Sub": "${P}"}),
        "Other": row("Custom::Grant", To={"Fn::Sub": "${Q}"}),
        "Changed": row("Custom::Grant", To="after"),
    },
}


def in_cases(monkeypatch: pytest.MonkeyPatch, *cases: Environment) -> list[set[str]]:
    """Return the resources whose state is looked at, case by case."""
    looked: list[set[str]] = []
    changes = UnreadChanges(NAMED, AFTER)

    def state(side: ResolvedTemplate, name: str) -> dict[str, Any] | None:
        looked[-1].add(name)
        return unread_state(side, name)

    monkeypatch.setattr(module, "unread_state", state)
    for case in cases:
        looked.append(set())
        sides = (ResolvedTemplate(each, case) for each in (NAMED, AFTER))
        assert [name for name, _ in changes.between(*sides)] == ["Changed"]
    return looked


@pytest.mark.parametrize(
    ("other", "looked"),
    [
        ({"parameters": {"P": "a", "Q": "b"}}, {"Changed"}),
        ({"parameters": {"P": "z", "Q": "b"}}, {"Changed", "Concerned"}),
        ({"parameters": {"P": "a", "Q": "z"}}, {"Changed", "Other"}),
        ({"parameters": {"P": "a", "Q": "b"}, "region": "eu-west-3"}, set(NAMED["Resources"])),
    ],
    ids=["the same values", "one parameter", "another parameter", "another Region"],
)
def test_what_values_do_not_reach_is_looked_at_once(
    monkeypatch: pytest.MonkeyPatch, other: dict[str, Any], looked: set[str]
) -> None:
    first = Environment(parameters={"P": "a", "Q": "b"})
    assert in_cases(monkeypatch, first, Environment(**other)) == [set(NAMED["Resources"]), looked]


def test_a_template_that_is_expanded_in_another_way_is_looked_at_wholly() -> None:
    changes = UnreadChanges(NAMED, AFTER)
    first = Environment(parameters={"P": "a", "Q": "b"})
    old, new = (ResolvedTemplate(each, first) for each in (NAMED, AFTER))
    assert [name for name, _ in changes.between(old, new)] == ["Changed"]
    more = {**AFTER, "Resources": {**AFTER["Resources"], "More": CUSTOM}}
    found = changes.between(old, ResolvedTemplate(more, first))
    assert [name for name, _ in found] == ["Changed", "More"]
