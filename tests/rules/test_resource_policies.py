"""Policies of resources: what is right is left alone, and what is wrong is found."""

from __future__ import annotations

import json
from typing import Any

import pytest

from influmojo_cfn.rules.engine import check_template

ACCOUNT = {"Fn::Sub": "arn:${AWS::Partition}:iam::${AWS::AccountId}:root"}
UPLOADS = {"Fn::Sub": "${Uploads.Arn}/*"}
READ = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": UPLOADS}
SEND = {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": {"Fn::GetAtt": "Queue.Arn"}}
OWN = {"Effect": "Allow", "Principal": {"AWS": ACCOUNT}, "Action": "kms:*", "Resource": "*"}
MINE = {"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}}


def document(*statements: Any) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def template(kind: str, **properties: Any) -> dict[str, Any]:
    return {
        "Parameters": {"Named": {"Type": "String"}},
        "Resources": {
            "Uploads": {"Type": "AWS::S3::Bucket"},
            "Queue": {"Type": "AWS::SQS::Queue"},
            "Topic": {"Type": "AWS::SNS::Topic"},
            "It": {"Type": kind, "Properties": properties},
        },
    }


def bucket(*statements: Any, name: Any = None) -> dict[str, Any]:
    policy = document(*statements)
    return template(
        "AWS::S3::BucketPolicy", Bucket=name or {"Ref": "Uploads"}, PolicyDocument=policy
    )


def queue(*statements: Any) -> dict[str, Any]:
    policy = document(*statements)
    return template("AWS::SQS::QueuePolicy", Queues=[{"Ref": "Queue"}], PolicyDocument=policy)


def found(data: dict[str, Any]) -> set[str]:
    return {one.rule_id for one in check_template(data) if one.rule_id[0] != "I"}


IDENTITY = "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1EXAMPLE"
DENY = {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": UPLOADS}
ENDPOINT = {"StringNotEquals": {"aws:SourceVpce": "vpce-0123456789abcdef0"}}
OFFICE = {"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}
REFERER = {"StringNotEquals": {"aws:Referer": "https://example.com/"}}
TLS = {"Bool": {"aws:SecureTransport": "true"}}
OLD_TLS = {"NumericLessThan": {"s3:TlsVersion": "1.2"}}
NEWEST_TLS = {"NumericLessThan": {"s3:TlsVersion": "1.4"}}

RIGHT = {
    "an origin access identity": bucket({**READ, "Principal": {"AWS": IDENTITY}}),
    "a distribution": bucket(
        {**READ, "Principal": {"Service": "cloudfront.amazonaws.com"}, "Condition": MINE}
    ),
    "everyone from an office": bucket({**READ, "Principal": "*", "Condition": OFFICE}),
    "a Deny but from an endpoint": bucket({**DENY, "Condition": ENDPOINT}),
    "a Deny of deleting": bucket({**DENY, "Action": "s3:DeleteObject"}),
    "a bucket that a parameter names": bucket(
        {
            **READ,
            "Principal": {"AWS": ACCOUNT},
            "Resource": {"Fn::Sub": "arn:${AWS::Partition}:s3:::${Named}/*"},
        },
        name={"Ref": "Named"},
    ),
    "a topic's queue": queue(
        {
            **SEND,
            "Principal": {"Service": "sns.amazonaws.com"},
            "Condition": {"ArnEquals": {"aws:SourceArn": {"Ref": "Topic"}}},
        }
    ),
    "AWS's default of a key": template("AWS::KMS::Key", KeyPolicy=document(OWN)),
    "an administrator of a key by a wildcard": template(
        "AWS::KMS::Key", KeyPolicy=document({**OWN, "Action": ["kms:Put*", "kms:Create*"]})
    ),
    "an API that everyone may call": template(
        "AWS::ApiGateway::RestApi",
        Policy=document(
            {
                "Effect": "Allow",
                "Principal": "*",
                "Action": "execute-api:Invoke",
                "Resource": "execute-api:/*",
            }
        ),
    ),
    "the default of an endpoint": template(
        "AWS::EC2::VPCEndpoint",
        PolicyDocument=document(
            {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": UPLOADS}
        ),
    ),
    "the whole default of an endpoint": template(
        "AWS::EC2::VPCEndpoint",
        PolicyDocument=document(
            {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}
        ),
    ),
    "a range of versions of TLS allowed": bucket(
        {
            **READ,
            "Principal": {"AWS": ACCOUNT},
            "Condition": {"NumericGreaterThanEquals": {"s3:TlsVersion": "1.2"}, **NEWEST_TLS},
        }
    ),
    "older versions of TLS denied": bucket({**DENY, "Condition": OLD_TLS}),
    "everyone, and a Deny outside an endpoint": bucket(
        {**READ, "Principal": "*"},
        {**DENY, "Action": "s3:Get*", "Condition": ENDPOINT},
    ),
    "a repository for another account": template(
        "AWS::ECR::Repository",
        RepositoryPolicyText=document(
            {
                "Effect": "Allow",
                "Principal": {"AWS": ACCOUNT},
                "Action": ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
            }
        ),
    ),
    "a function for an organization": template(
        "AWS::Lambda::Permission", Principal="*", PrincipalOrgID="o-a1b2c3d4e5"
    ),
}

WRONG = {
    "everyone over TLS": ("W9608", bucket({**READ, "Principal": {"AWS": "*"}, "Condition": TLS})),
    "everyone, and a Deny of something else": (
        "W9608",
        bucket(
            {**READ, "Principal": "*"},
            {**DENY, "Action": "s3:DeleteObject", "Condition": ENDPOINT},
        ),
    ),
    "everyone, and a Deny by what callers choose": (
        "W9608",
        bucket({**READ, "Principal": "*"}, {**DENY, "Condition": REFERER}),
    ),
    "everyone, by a list": ("W9608", queue({**SEND, "Principal": {"AWS": ["*"]}})),
    "everyone invokes": ("W9608", template("AWS::Lambda::Permission", Principal="*")),
    "a topic of anybody": ("W9609", queue({**SEND, "Principal": {"Service": "sns.amazonaws.com"}})),
    "TLS denied": ("E9610", bucket({**DENY, "Condition": TLS})),
    "the newer versions of TLS denied": (
        "E9610",
        bucket({**DENY, "Condition": {"NumericGreaterThan": {"s3:TlsVersion": "1.2"}}}),
    ),
    "the older versions of TLS allowed alone": (
        "E9610",
        bucket({**READ, "Principal": {"AWS": ACCOUNT}, "Condition": OLD_TLS}),
    ),
    "everyone denied": ("W9611", bucket(DENY)),
    "everyone but one": ("W9612", bucket({**READ, "NotPrincipal": {"AWS": ACCOUNT}})),
    "another queue": (
        "E9225",
        template(
            "AWS::SQS::QueuePolicy",
            Queues=["https://sqs.eu-west-1.amazonaws.com/111122223333/orders"],
            PolicyDocument=document(
                {
                    **SEND,
                    "Principal": {"AWS": ACCOUNT},
                    "Resource": {
                        "Fn::Sub": "arn:${AWS::Partition}:sqs:*:${AWS::AccountId}:invoices"
                    },
                }
            ),
        ),
    ),
    "nobody administers": (
        "E9613",
        template("AWS::KMS::Key", KeyPolicy=document({**OWN, "Action": "kms:Decrypt"})),
    ),
    "a text of JSON": (
        "E9101",
        template(
            "AWS::Logs::ResourcePolicy",
            PolicyName="dns",
            PolicyDocument=json.dumps(
                document(
                    {
                        "Effect": "Allow",
                        "Principal": {"Service": "route53.amazonaws.com"},
                        "Action": "logs:PutLogEvent",
                        "Resource": "*",
                    }
                )
            ),
        ),
    ),
    "the statement of a bus": (
        "E9101",
        template(
            "AWS::Events::EventBusPolicy",
            StatementId="one",
            Statement={
                "Effect": "Allow",
                "Principal": {"AWS": ACCOUNT},
                "Action": "events:PutEvent",
                "Resource": "*",
            },
        ),
    ),
    "a file system": (
        "E9101",
        template(
            "AWS::EFS::FileSystem",
            FileSystemPolicy=document(
                {
                    "Effect": "Allow",
                    "Principal": {"AWS": ACCOUNT},
                    "Action": "elasticfilesystem:ClientMont",
                }
            ),
        ),
    ),
}


@pytest.mark.parametrize("name", RIGHT)
def test_what_is_right_has_no_finding(name: str) -> None:
    assert found(RIGHT[name]) == set()


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_found(name: str) -> None:
    rule_id, data = WRONG[name]
    assert found(data) == {rule_id}


@pytest.mark.parametrize(
    ("kind", "attached"),
    [
        ("AWS::SQS::QueueInlinePolicy", {"Queue": {"Ref": "Queue"}}),
        ("AWS::SQS::QueuePolicy", {"Queues": [{"Ref": "Queue"}]}),
    ],
)
def test_both_types_of_queue_policies_are_held_to_the_queue(
    kind: str, attached: dict[str, Any]
) -> None:
    sends = {"Effect": "Allow", "Principal": {"AWS": ACCOUNT}, "Action": "sqs:SendMessage"}
    right = sends | {"Resource": {"Fn::GetAtt": "Queue.Arn"}}
    assert found(template(kind, **attached, PolicyDocument=document(right))) == set()
    other = right | {"Resource": {"Fn::Sub": "${Queue.Arn}-2"}}
    assert found(template(kind, **attached, PolicyDocument=document(other))) == {"E9225"}
    topic = sends | {"Action": "sns:Publish", "Resource": "*"}
    assert found(template(kind, **attached, PolicyDocument=document(topic))) == {"E9230"}


@pytest.mark.parametrize(
    ("resource", "is_unlimited"),
    [
        pytest.param("*", True, id="every resource"),
        pytest.param(UPLOADS, False, id="one bucket"),
    ],
)
def test_an_endpoint_for_some_resources_limits_something(resource: Any, is_unlimited: bool) -> None:
    allow = {**READ, "Principal": "*", "Resource": resource}
    found = check_template(template("AWS::EC2::VPCEndpoint", PolicyDocument=document(allow)))
    assert ("I9614" in {one.rule_id for one in found}) is is_unlimited


@pytest.mark.parametrize(("endpoint", "is_open"), [("PRIVATE", False), ("REGIONAL", True)])
def test_an_api_is_private_where_globals_makes_it_so(endpoint: str, is_open: bool) -> None:
    calls = {"Effect": "Allow", "Principal": "*", "Action": "execute-api:Invoke"}
    rows = [{**calls, "Resource": "execute-api:/*"}]
    data = template(
        "AWS::Serverless::Api", StageName="p", Auth={"ResourcePolicy": {"CustomStatements": rows}}
    )
    shared = {"Api": {"EndpointConfiguration": {"Type": endpoint}}}
    found = check_template({**data, "Globals": shared})
    assert ("I9614" in {one.rule_id for one in found}) is is_open
