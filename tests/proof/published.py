"""Pairs of policies with known verdicts, retold after what AWS and others have published.

Each row is a source, what it is about, the old policy (or the reference), the new one, and what the
new one may be: ``proven`` not to allow more, or ``refuted``.

Sources (read 2026-11-25):

* samples: github.com/aws-samples/iam-access-analyzer-custom-policy-check-samples
* quacky: github.com/vlab-cs-ucsb/quacky, and ``samples/mutate.py`` for its kinds of mutants
* zelkova: Backes and others, FMCAD 2018, section II
* aws: the IAM, S3 and KMS user guides' pages of example policies
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from tests.proof.policies import Statement, allow, deny

Verdict = Literal["proven", "refuted"]
ACCOUNT, OTHER = "111122223333", "444455556666"


@dataclass(frozen=True)
class Pair:
    """An old policy, a new one, and whether the new one is proven to allow no more."""

    source: str
    about: str
    old: list[Statement]
    new: list[Statement]
    verdict: Verdict

    @property
    def name(self) -> str:
        return f"{self.source}: {self.about}"


EVERYTHING = allow("*")

SENSITIVE = {
    # service: (some actions on it, the resource, another one, a pattern that covers the resource)
    "cloudformation": (
        ["DeleteStack", "UpdateStack"],
        "arn:aws:cloudformation:*:*:stack/Sensitive/*",
        "arn:aws:cloudformation:*:*:stack/Plain/*",
        "arn:aws:cloudformation:*:*:stack/*Sens*/*",
    ),
    "cloudtrail": (
        ["StopLogging", "DeleteTrail"],
        "arn:aws:cloudtrail:*:*:trail/Sensitive",
        "arn:aws:cloudtrail:*:*:trail/Plain",
        "arn:aws:cloudtrail:*:*:trail/S*",
    ),
    "dynamodb": (
        ["GetItem", "DeleteTable"],
        "arn:aws:dynamodb:*:*:table/Sensitive",
        "arn:aws:dynamodb:*:*:table/Plain",
        "arn:aws:dynamodb:*:*:table/*sitive",
    ),
    "ec2": (
        ["TerminateInstances", "StopInstances"],
        "arn:aws:ec2:*:*:instance/i-0sensitive",
        "arn:aws:ec2:*:*:instance/i-0plain",
        "arn:aws:ec2:*:*:instance/i-0s????????",
    ),
    "ecr": (
        ["BatchDeleteImage", "PutImage"],
        "arn:aws:ecr:*:*:repository/sensitive",
        "arn:aws:ecr:*:*:repository/plain",
        "arn:aws:ecr:*:*:*sensitive",
    ),
    "ecs": (
        ["RunTask", "DeleteTaskDefinitions"],
        "arn:aws:ecs:*:*:task-definition/Sensitive:*",
        "arn:aws:ecs:*:*:task-definition/NotSensitive:*",
        "arn:aws:ecs:*:*:task-definition/*Sensitive*:*",
    ),
    "iam": (
        ["PassRole", "DeleteRole"],
        "arn:aws:iam::*:role/Sensitive",
        "arn:aws:iam::*:role/NotSensitive",
        "arn:aws:iam:*:*:role/*Sens*",
    ),
    "lambda": (
        ["InvokeFunction", "UpdateFunctionCode"],
        "arn:aws:lambda:*:*:function:Sensitive",
        "arn:aws:lambda:*:*:function:Plain",
        "arn:aws:lambda:*:*:function:*",
    ),
    "s3": (
        ["DeleteBucketPolicy", "PutBucketPolicy"],
        "arn:aws:s3:::sensitive-bucket",
        "arn:aws:s3:::plain-bucket",
        "arn:aws:s3:*:*:*sensitive*",
    ),
    "secretsmanager": (
        ["GetSecretValue", "DeleteSecret"],
        "arn:aws:secretsmanager:*:*:secret:Sensitive-??????",
        "arn:aws:secretsmanager:*:*:secret:Plain-??????",
        "arn:aws:secretsmanager:*:*:secret:Sens*",
    ),
    "sns": (
        ["Publish", "DeleteTopic"],
        "arn:aws:sns:*:*:Sensitive",
        "arn:aws:sns:*:*:Plain",
        "arn:aws:sns:*:*:*ens*",
    ),
    "sqs": (
        ["SendMessage", "DeleteQueue"],
        "arn:aws:sqs:*:*:Sensitive",
        "arn:aws:sqs:*:*:NotSensitive",
        "arn:aws:sqs:*:*:*Sensitive*",
    ),
}


def sensitive_resources() -> Iterator[Pair]:
    """Anything but some actions on one resource: who asks for more?"""
    for service, (names, resource, other, around) in SENSITIVE.items():
        actions = [f"{service}:{name}" for name in names]
        everything = allow(f"{service}:*")
        reference = [EVERYTHING, deny(actions, resource)]
        rows: dict[str, tuple[list[Statement], Verdict]] = {
            "another resource": ([allow(actions, other)], "proven"),
            "denied again": ([everything, deny("*", resource)], "proven"),
            "one action": ([allow(actions[0], resource)], "refuted"),
            "a pattern around it": ([allow(actions[1], around)], "refuted"),
            "every action": ([everything], "refuted"),
        }
        for about, (new, verdict) in rows.items():
            yield Pair("samples", f"{service}, {about}", reference, new, verdict)


def tags() -> Iterator[Pair]:
    """An action only with a tag of some key, whatever its value."""
    for action, key in (
        ("ec2:TerminateInstances", "aws:ResourceTag/team"),
        ("ec2:RunInstances", "aws:RequestTag/team"),
    ):
        reference = [EVERYTHING, deny(action, "*", {"Null": {key: "true"}})]
        rows: dict[str, tuple[list[Statement], Verdict]] = {
            "equals": ([allow(action, "*", {"StringEquals": {key: "red"}})], "proven"),
            "another action": ([allow("ec2:DescribeInstances")], "proven"),
            "denied without": (
                [allow(action), deny(action, "*", {"StringNotEquals": {key: "red"}})],
                "proven",
            ),
            "is there": ([allow(action, "*", {"Null": {key: "false"}})], "proven"),
            "equals if there": (
                [allow(action, "*", {"StringEqualsIfExists": {key: "red"}})],
                "refuted",
            ),
            "denied if there": (
                [allow(action), deny(action, "*", {"StringNotEqualsIfExists": {key: "red"}})],
                "proven",
            ),
            "no condition": ([allow(action)], "refuted"),
            "every action": ([allow("ec2:*")], "refuted"),
            "another tag": (
                [allow(action, "*", {"Null": {f"{key}s": "false"}})],
                "refuted",
            ),
        }
        for about, (new, verdict) in rows.items():
            yield Pair("samples", f"tag for {action}, {about}", reference, new, verdict)


def escalation() -> Iterator[Pair]:
    """Roles may be passed and assumed under one path only, and nothing in IAM changed."""
    passable, assumable = "arn:aws:iam::*:role/Passable/*", "arn:aws:iam::*:role/Assumable/*"
    reference = [
        EVERYTHING,
        deny("iam:PassRole", NotResource=passable),
        deny("sts:AssumeRole", NotResource=assumable),
        deny(["iam:CreateUser", "iam:PutRolePolicy", "iam:AttachRolePolicy"]),
    ]
    rows: dict[str, tuple[list[Statement], Verdict]] = {
        "a passable role": (
            [allow("iam:PassRole", f"arn:aws:iam::{ACCOUNT}:role/Passable/Mine")],
            "proven",
        ),
        "another service": ([allow("ec2:RunInstances")], "proven"),
        "all but one role denied": (
            [
                allow("sts:AssumeRole"),
                deny("sts:AssumeRole", NotResource="arn:aws:iam::*:role/Assumable/Mine"),
            ],
            "proven",
        ),
        "a role elsewhere": (
            [allow("iam:PassRole", f"arn:aws:iam::{ACCOUNT}:role/Other/Mine")],
            "refuted",
        ),
        "an inline policy": (
            [allow("iam:PutRolePolicy", f"arn:aws:iam::{ACCOUNT}:role/Mine")],
            "refuted",
        ),
        "every role": ([allow("iam:PassRole", "arn:aws:iam::*:role/*")], "refuted"),
    }
    for about, (new, verdict) in rows.items():
        yield Pair("samples", f"escalation, {about}", reference, new, verdict)


def trusting(principal: Any, action: str = "sts:AssumeRole", **more: Any) -> Statement:
    effect = more.pop("effect", "Allow")
    return {"Effect": effect, "Principal": principal, "Action": action, **more}


def anyone_else(*actions: str) -> Statement:
    return {"Effect": "Allow", "Principal": "*", "NotAction": list(actions)}


def role_arn(account: str, name: str) -> str:
    return f"arn:aws:iam::{account}:role/{name}"


def trust_policies() -> Iterator[Pair]:
    web, saml = "sts:AssumeRoleWithWebIdentity", "sts:AssumeRoleWithSAML"
    idp = f"arn:aws:iam::{ACCOUNT}:oidc-provider/mine"
    sp = f"arn:aws:iam::{ACCOUNT}:saml-provider/mine"
    accounts = [
        trusting({"AWS": [ACCOUNT, "777788889999"]}),
        anyone_else("sts:AssumeRole"),
    ]
    services = [
        trusting({"Service": ["ec2.amazonaws.com", "ecs-tasks.amazonaws.com"]}),
        anyone_else("sts:AssumeRole"),
    ]
    oidc = [trusting({"Federated": idp}, web), anyone_else(saml, web)]
    only_saml = [trusting({"Federated": sp}, saml), anyone_else(saml, web)]
    rows: list[tuple[str, list[Statement], list[Statement], Verdict]] = [
        ("accounts, one", accounts, [trusting({"AWS": ACCOUNT})], "proven"),
        (
            "accounts, its root",
            accounts,
            [trusting({"AWS": f"arn:aws:iam::{ACCOUNT}:root"})],
            "proven",
        ),
        ("accounts, its role", accounts, [trusting({"AWS": role_arn(ACCOUNT, "r")})], "proven"),
        (
            "accounts, a session of its role",
            accounts,
            [trusting({"AWS": f"arn:aws:sts::{ACCOUNT}:assumed-role/r/s"})],
            "proven",
        ),
        ("accounts, a provider", accounts, [trusting({"Federated": idp}, web)], "proven"),
        ("accounts, a service", accounts, [trusting({"Service": "glue.amazonaws.com"})], "refuted"),
        ("accounts, another", accounts, [trusting({"AWS": OTHER})], "refuted"),
        (
            "accounts, a role of another",
            accounts,
            [trusting({"AWS": role_arn(OTHER, "r")})],
            "refuted",
        ),
        ("accounts, everyone", accounts, [trusting("*")], "refuted"),
        ("services, one", services, [trusting({"Service": "ec2.amazonaws.com"})], "proven"),
        ("services, a provider", services, [trusting({"Federated": idp}, web)], "proven"),
        ("services, another", services, [trusting({"Service": "glue.amazonaws.com"})], "refuted"),
        ("services, an account", services, [trusting({"AWS": ACCOUNT})], "refuted"),
        ("services, a role", services, [trusting({"AWS": role_arn(ACCOUNT, "r")})], "refuted"),
        ("OIDC, the provider", oidc, [trusting({"Federated": idp}, web)], "proven"),
        ("OIDC, a service", oidc, [trusting({"Service": "ec2.amazonaws.com"})], "proven"),
        ("OIDC, SAML", oidc, [trusting({"Federated": sp}, saml)], "refuted"),
        ("OIDC, another", oidc, [trusting({"Federated": "graph.facebook.com"}, web)], "refuted"),
        (
            "OIDC, all but one",
            oidc,
            [
                trusting({"Federated": "*"}, web),
                trusting({"Federated": f"{idp}-not"}, web, effect="Deny"),
            ],
            "refuted",
        ),
        (
            "OIDC, all but all others",
            oidc,
            [
                trusting({"Federated": "*"}, web),
                {
                    "Effect": "Deny",
                    "NotPrincipal": {"Federated": idp},
                    "Action": web,
                },
            ],
            "proven",
        ),
        ("SAML, the provider", only_saml, [trusting({"Federated": sp}, saml)], "proven"),
        ("SAML, another", only_saml, [trusting({"Federated": f"{sp}-not"}, saml)], "refuted"),
        ("SAML, OIDC", only_saml, [trusting({"Federated": idp}, web)], "refuted"),
        (
            "a role is not its session",
            [trusting({"AWS": f"arn:aws:sts::{ACCOUNT}:assumed-role/r/s"})],
            [trusting({"AWS": role_arn(ACCOUNT, "r")})],
            "refuted",
        ),
        (
            "GitHub, one branch of a repository",
            [
                trusting(
                    {"Federated": idp},
                    web,
                    Condition={
                        "StringLike": {"token.actions.githubusercontent.com:sub": "repo:org/app:*"}
                    },
                )
            ],
            [
                trusting(
                    {"Federated": idp},
                    web,
                    Condition={
                        "StringEquals": {
                            "token.actions.githubusercontent.com:sub": (
                                "repo:org/app:ref:refs/heads/main"
                            )
                        }
                    },
                )
            ],
            "proven",
        ),
        (
            "GitHub, another organization",
            [
                trusting(
                    {"Federated": idp},
                    web,
                    Condition={
                        "StringLike": {"token.actions.githubusercontent.com:sub": "repo:org/*"}
                    },
                )
            ],
            [
                trusting(
                    {"Federated": idp},
                    web,
                    Condition={
                        "StringLike": {"token.actions.githubusercontent.com:sub": "repo:org*/*"}
                    },
                )
            ],
            "refuted",
        ),
        (
            "external ID dropped",
            [trusting({"AWS": OTHER}, Condition={"StringEquals": {"sts:ExternalId": "12345"}})],
            [trusting({"AWS": OTHER})],
            "refuted",
        ),
        (
            "source account against the confused deputy",
            [trusting({"Service": "ecs-tasks.amazonaws.com"})],
            [
                trusting(
                    {"Service": "ecs-tasks.amazonaws.com"},
                    Condition={
                        "StringEquals": {"aws:SourceAccount": ACCOUNT},
                        "ArnLike": {"aws:SourceArn": f"arn:aws:ecs:us-east-1:{ACCOUNT}:*"},
                    },
                )
            ],
            "proven",
        ),
    ]
    for about, old, new, verdict in rows:
        yield Pair("samples", f"trust, {about}", old, new, verdict)


def on_bucket(principal: Any, action: Any, condition: Any = None, **more: Any) -> Statement:
    made = {
        "Effect": more.pop("effect", "Allow"),
        "Principal": principal,
        "Action": action,
        "Resource": ["arn:aws:s3:::data", "arn:aws:s3:::data/*"],
        **more,
    }
    if condition:
        made["Condition"] = condition
    return made


def resource_policies() -> Iterator[Pair]:
    mine, mine_too, other = (role_arn(ACCOUNT, n) for n in ("Mine", "MineToo", "Other"))
    arns = {"ArnLike": {"aws:PrincipalArn": [mine, mine_too]}}
    named = [
        on_bucket({"AWS": [mine, mine_too]}, "s3:*"),
        on_bucket({"AWS": "*"}, "s3:*", arns),
    ]
    puts = [
        on_bucket({"AWS": [mine, mine_too]}, "s3:PutObject", Resource="*"),
        on_bucket({"AWS": "*"}, "s3:PutObject", arns, Resource="*"),
        {"Effect": "Allow", "Principal": "*", "NotAction": "s3:PutObject", "Resource": "*"},
    ]
    by_arn = {"ArnLike": {"aws:PrincipalArn": mine}}
    by_other_arn = {"ArnLike": {"aws:PrincipalArn": other}}
    public = [on_bucket("*", "s3:GetObject")]
    organization = {"StringEquals": {"aws:PrincipalOrgID": "o-example"}}
    insecure = {"Bool": {"aws:SecureTransport": "false"}}
    insecure_or_absent = {"BoolIfExists": {"aws:SecureTransport": "false"}}
    key = {
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"},
        "Action": "kms:*",
        "Resource": "*",
    }
    rows: list[tuple[str, list[Statement], list[Statement], Verdict]] = [
        ("who, by ARN", named, [on_bucket({"AWS": "*"}, "s3:GetObject", by_arn)], "proven"),
        ("who, by principal", named, [on_bucket({"AWS": mine}, "s3:PutObject")], "proven"),
        ("who, public", named, [on_bucket({"AWS": "*"}, "s3:GetObject")], "refuted"),
        ("who, another", named, [on_bucket({"AWS": other}, "s3:PutObject")], "refuted"),
        (
            "who, another by ARN",
            named,
            [on_bucket({"AWS": "*"}, "s3:PutObject", by_other_arn)],
            "refuted",
        ),
        ("puts, gets", puts, [on_bucket({"AWS": "*"}, "s3:GetObject", by_other_arn)], "proven"),
        ("puts, by principal", puts, [on_bucket({"AWS": mine}, "s3:PutObject")], "proven"),
        ("puts, by ARN", puts, [on_bucket({"AWS": "*"}, "s3:PutObject", by_arn)], "proven"),
        ("puts, public", puts, [on_bucket({"AWS": "*"}, "s3:*")], "refuted"),
        ("puts, another", puts, [on_bucket({"AWS": other}, "s3:PutObject")], "refuted"),
        (
            "puts, another by ARN",
            puts,
            [on_bucket({"AWS": "*"}, "s3:PutObject", by_other_arn)],
            "refuted",
        ),
        ("organization only", public, [on_bucket("*", "s3:GetObject", organization)], "proven"),
        ("organization dropped", [on_bucket("*", "s3:GetObject", organization)], public, "refuted"),
        (
            "all but two accounts",
            public,
            [
                {
                    "Effect": "Allow",
                    "NotPrincipal": {"AWS": [ACCOUNT, OTHER]},
                    "Action": "s3:GetObject",
                    "Resource": "arn:aws:s3:::data/*",
                }
            ],
            "proven",
        ),
        (
            "Deny of all but one",
            [on_bucket({"AWS": ACCOUNT}, "s3:GetObject")],
            [
                on_bucket("*", "s3:GetObject"),
                {
                    "Effect": "Deny",
                    "NotPrincipal": {"AWS": ACCOUNT},
                    "Action": "s3:*",
                    "Resource": "*",
                },
            ],
            "proven",
        ),
        ("TLS asked", public, [*public, on_bucket("*", "s3:*", insecure, effect="Deny")], "proven"),
        (
            "TLS dropped",
            [*public, on_bucket("*", "s3:*", insecure, effect="Deny")],
            public,
            "refuted",
        ),
        (
            "TLS asked more strictly",
            [*public, on_bucket("*", "s3:*", insecure, effect="Deny")],
            [*public, on_bucket("*", "s3:*", insecure_or_absent, effect="Deny")],
            "proven",
        ),
        (
            "TLS asked less strictly",
            [*public, on_bucket("*", "s3:*", insecure_or_absent, effect="Deny")],
            [*public, on_bucket("*", "s3:*", insecure, effect="Deny")],
            "refuted",
        ),
        (
            "a VPC endpoint",
            [
                on_bucket(
                    "*", "s3:GetObject", {"StringEquals": {"aws:SourceVpce": ["vpce-1", "vpce-2"]}}
                )
            ],
            [
                on_bucket("*", "s3:GetObject"),
                on_bucket(
                    "*", "s3:*", {"StringNotEquals": {"aws:SourceVpce": "vpce-1"}}, effect="Deny"
                ),
            ],
            "proven",
        ),
        (
            "key, only through a service",
            [key],
            [
                {
                    **key,
                    "Action": ["kms:Decrypt", "kms:GenerateDataKey*"],
                    "Condition": {"StringEquals": {"kms:ViaService": "s3.us-east-1.amazonaws.com"}},
                }
            ],
            "proven",
        ),
        (
            "key, another account",
            [key],
            [
                key,
                {
                    **key,
                    "Principal": {"AWS": f"arn:aws:iam::{OTHER}:root"},
                    "Action": "kms:Decrypt",
                },
            ],
            "refuted",
        ),
        (
            "key, grants for AWS services alone",
            [
                {
                    **key,
                    "Action": "kms:CreateGrant",
                    "Condition": {"Bool": {"kms:GrantIsForAWSResource": True}},
                }
            ],
            [{**key, "Action": "kms:CreateGrant"}],
            "refuted",
        ),
    ]
    for about, old, new, verdict in rows:
        yield Pair("samples" if about[:4] in ("who,", "puts") else "aws", about, old, new, verdict)


def quacky() -> Iterator[Pair]:
    """Policies of questions and answers, against a mutant or the repaired one."""
    volumes = [
        allow(
            ["ec2:AttachVolume", "ec2:DetachVolume"],
            "arn:aws:ec2:*:*:instance/*",
            {"StringEquals": {"ec2:ResourceTag/Department": "Development"}},
        ),
        allow(
            ["ec2:AttachVolume", "ec2:DetachVolume"],
            "arn:aws:ec2:*:*:volume/*",
            {"StringEquals": {"ec2:ResourceTag/VolumeUser": "${aws:username}"}},
        ),
    ]
    any_volume = [volumes[0], {**volumes[1], "Condition": {}}]
    more_actions = [{**volumes[0], "Action": "ec2:*"}, volumes[1]]
    owners = [
        allow(
            ["rds:DeleteDBInstance", "rds:RebootDBInstance"],
            "*",
            {"StringEqualsIgnoreCase": {"rds:db-tag/Owner": "${aws:username}"}},
        )
    ]
    exact = [
        allow(
            "rds:DeleteDBInstance",
            "*",
            {"StringEquals": {"rds:db-tag/Owner": "${aws:username}"}},
        )
    ]
    mfa = [
        allow("ec2:*"),
        deny(
            ["ec2:StopInstances", "ec2:TerminateInstances"],
            "*",
            {"BoolIfExists": {"aws:MultiFactorAuthPresent": False}},
        ),
    ]
    swapped = [
        mfa[0],
        {
            "Effect": "Deny",
            "NotAction": mfa[1]["Action"],
            "NotResource": "*",
            "Condition": mfa[1]["Condition"],
        },
    ]
    keys = {"ForAllValues:StringEquals": {"dynamodb:LeadingKeys": ["${sts:SourceIdentity}"]}}
    table = "arn:aws:dynamodb:*:*:table/MyTable"
    days = [
        allow(
            "s3:*",
            "*",
            {
                "DateGreaterThan": {"aws:CurrentTime": "2017-07-01T00:00:00Z"},
                "DateLessThan": {"aws:CurrentTime": "2017-12-31T23:59:59Z"},
            },
        )
    ]
    home = {"StringLike": {"s3:prefix": ["", "home/", "home/${aws:username}/*"]}}
    terminate = [
        allow("ec2:TerminateInstances"),
        deny(
            "ec2:TerminateInstances",
            "*",
            {"NotIpAddress": {"aws:SourceIp": ["192.0.2.0/24", "203.0.113.0/24"]}},
        ),
    ]
    everywhere = [
        allow("s3:GetObject", Principal="*"),
        deny("s3:*", ["arn:aws:s3:::made-up/one", "arn:aws:s3:::made-up/one/*"], Principal="*"),
    ]
    someone = {"StringNotLike": {"aws:userId": ["AROAEXAMPLEID:*", "AIDAEXAMPLEID", ACCOUNT]}}
    rows: list[tuple[str, list[Statement], list[Statement], Verdict]] = [
        ("owners of volumes, condition removed", volumes, any_volume, "refuted"),
        ("owners of volumes, condition added", any_volume, volumes, "proven"),
        ("owners of volumes, list to wildcard", volumes, more_actions, "refuted"),
        ("owners of volumes, wildcard to list", more_actions, volumes, "proven"),
        (
            "owners of volumes, named",
            volumes,
            [
                allow(
                    "ec2:AttachVolume",
                    "arn:aws:ec2:*:*:volume/*",
                    {"StringEquals": {"ec2:ResourceTag/VolumeUser": "bob", "aws:username": "bob"}},
                )
            ],
            "proven",
        ),
        (
            "owners of volumes, another name",
            volumes,
            [
                allow(
                    "ec2:AttachVolume",
                    "arn:aws:ec2:*:*:volume/*",
                    {"StringEquals": {"ec2:ResourceTag/VolumeUser": "eve", "aws:username": "bob"}},
                )
            ],
            "refuted",
        ),
        ("owners of databases, exactly", owners, exact, "proven"),
        ("owners of databases, in any case", exact, owners, "refuted"),
        ("MFA, Deny dropped", mfa, mfa[:1], "refuted"),
        ("MFA, Deny swapped", mfa, swapped, "refuted"),
        ("MFA, swapped Deny denies nothing", mfa[:1], swapped, "proven"),
        (
            "MFA, Deny where it is absent no more",
            mfa,
            [mfa[0], {**mfa[1], "Condition": {"Bool": {"aws:MultiFactorAuthPresent": False}}}],
            "refuted",
        ),
        ("MFA, Deny always", mfa, [mfa[0], {**mfa[1], "Condition": {}}], "proven"),
        (
            "rows of a table, fewer actions",
            [allow(["dynamodb:GetItem", "dynamodb:Query"], table, keys)],
            [allow("dynamodb:Query", table, keys)],
            "proven",
        ),
        (
            "rows of a table, all rows",
            [allow("dynamodb:GetItem", table, keys)],
            [allow("dynamodb:GetItem", table)],
            "refuted",
        ),
        (
            "rows of a table, for any",
            [allow("dynamodb:GetItem", table, keys)],
            [
                allow(
                    "dynamodb:GetItem",
                    table,
                    {"ForAnyValue:StringEquals": keys["ForAllValues:StringEquals"]},
                )
            ],
            "refuted",
        ),
        (
            "half a year, a day less",
            days,
            [
                allow(
                    "s3:*",
                    "*",
                    {
                        "DateGreaterThan": {"aws:CurrentTime": "2017-07-01T00:00:00Z"},
                        "DateLessThan": {"aws:CurrentTime": "2017-12-30T23:59:59Z"},
                    },
                )
            ],
            "proven",
        ),
        (
            "half a year, the last second",
            days,
            [
                allow(
                    "s3:*",
                    "*",
                    {
                        "DateGreaterThan": {"aws:CurrentTime": "2017-07-01T00:00:00Z"},
                        "DateLessThanEquals": {"aws:CurrentTime": "2017-12-31T23:59:59Z"},
                    },
                )
            ],
            "refuted",
        ),
        (
            "half a year, in another zone",
            days,
            [
                allow(
                    "s3:*",
                    "*",
                    {
                        "DateGreaterThan": {"aws:CurrentTime": "2017-07-01T02:00:00+02:00"},
                        "DateLessThan": {"aws:CurrentTime": "2017-12-31T23:59:59Z"},
                    },
                )
            ],
            "proven",
        ),
        (
            "a home, one folder of it",
            [allow("s3:ListBucket", "*", home)],
            [
                allow(
                    "s3:ListBucket",
                    "*",
                    {"StringLike": {"s3:prefix": "home/${aws:username}/photos/*"}},
                )
            ],
            "proven",
        ),
        (
            "a home, every home",
            [allow("s3:ListBucket", "*", home)],
            [allow("s3:ListBucket", "*", {"StringLike": {"s3:prefix": "home/*"}})],
            "refuted",
        ),
        (
            "addresses, one block less",
            terminate,
            [
                terminate[0],
                {**terminate[1], "Condition": {"NotIpAddress": {"aws:SourceIp": "192.0.2.0/24"}}},
            ],
            "proven",
        ),
        (
            "addresses, a wider block",
            terminate,
            [
                terminate[0],
                {
                    **terminate[1],
                    "Condition": {
                        "NotIpAddress": {"aws:SourceIp": ["192.0.2.0/23", "203.0.113.0/24"]}
                    },
                },
            ],
            "refuted",
        ),
        (
            "addresses, as an Allow",
            [
                allow(
                    "ec2:TerminateInstances",
                    "*",
                    {"IpAddress": {"aws:SourceIp": ["192.0.2.0/24", "203.0.113.0/24"]}},
                )
            ],
            terminate,
            "proven",
        ),
        (
            "volume size, smaller",
            [allow("ec2:CreateVolume", "*", {"NumericLessThanEquals": {"ec2:VolumeSize": "500"}})],
            [allow("ec2:CreateVolume", "*", {"NumericLessThan": {"ec2:VolumeSize": "500"}})],
            "proven",
        ),
        (
            "volume size, larger",
            [allow("ec2:CreateVolume", "*", {"NumericLessThanEquals": {"ec2:VolumeSize": "500"}})],
            [
                allow(
                    "ec2:CreateVolume", "*", {"NumericLessThanEquals": {"ec2:VolumeSize": "500.5"}}
                )
            ],
            "refuted",
        ),
        (
            "classic EC2, a resource more",
            [
                allow(
                    "ec2:RunInstances",
                    [
                        f"arn:aws:ec2:us-east-1:{ACCOUNT}:subnet/*",
                        f"arn:aws:ec2:us-east-1:{ACCOUNT}:security-group/*",
                    ],
                )
            ],
            [allow("ec2:RunInstances", f"arn:aws:ec2:us-east-1:{ACCOUNT}:*")],
            "refuted",
        ),
        (
            "classic EC2, the other way",
            [allow("ec2:RunInstances", f"arn:aws:ec2:us-east-1:{ACCOUNT}:*")],
            [
                allow(
                    "ec2:RunInstances",
                    [
                        f"arn:aws:ec2:us-east-1:{ACCOUNT}:subnet/*",
                        f"arn:aws:ec2:us-east-1:{ACCOUNT}:security-group/*",
                    ],
                )
            ],
            "proven",
        ),
        ("files, Deny of one", everywhere[:1], everywhere, "proven"),
        ("files, Deny dropped", everywhere, everywhere[:1], "refuted"),
        (
            "nobody, or some by their ID",
            [allow("s3:GetObject", Principal="*"), deny("s3:GetObject", Principal="*")],
            [
                allow("s3:GetObject", Principal="*"),
                deny("s3:GetObject", "*", someone, Principal="*"),
            ],
            "refuted",
        ),
        (
            "some by their ID, or nobody",
            [
                allow("s3:GetObject", Principal="*"),
                deny("s3:GetObject", "*", someone, Principal="*"),
            ],
            [allow("s3:GetObject", Principal="*"), deny("s3:GetObject", Principal="*")],
            "proven",
        ),
    ]
    for about, old, new, verdict in rows:
        yield Pair("quacky", about, old, new, verdict)


def zelkova() -> Iterator[Pair]:
    """Students may read the exam, assistants the answers too; once by Allow, once with a Deny."""
    students, assistants = (role_arn(ACCOUNT, name) for name in ("students", "assistants"))
    course = "arn:aws:s3:::cs240"

    def reads(who: str, *names: str, effect: str = "Allow") -> Statement:
        return {
            "Effect": effect,
            "Principal": {"AWS": who},
            "Action": "s3:GetObject",
            "Resource": [f"{course}/{name}" for name in names],
        }

    by_name = [reads(students, "Exam.pdf"), reads(assistants, "Exam.pdf", "Answer.pdf")]
    with_deny = [
        reads(students, "*"),
        reads(students, "Answer.pdf", effect="Deny"),
        reads(assistants, "Exam.pdf", "Answer.pdf"),
    ]
    yield Pair("zelkova", "by name within the other", with_deny, by_name, "proven")
    yield Pair("zelkova", "the other allows more", by_name, with_deny, "refuted")
    yield Pair("zelkova", "without the Deny", with_deny, with_deny[::2], "refuted")


PAIRS = [
    *sensitive_resources(),
    *tags(),
    *escalation(),
    *trust_policies(),
    *resource_policies(),
    *quacky(),
    *zelkova(),
]
