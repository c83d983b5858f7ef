"""A role's requests, with what the template says of the resource and what is not read of it."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any, Literal

import pytest

from influmojo_cfn.cloudformation import Document, attached_policies
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.resolved import ResolvedTemplate
from influmojo_cfn.cloudformation.roles import principal_of
from influmojo_cfn.errors import Error
from influmojo_cfn.evaluation.principal_evaluator import PrincipalEvaluator
from influmojo_cfn.evaluation.principals import evaluator_of, request_of
from influmojo_cfn.evaluation.resource_policies import ResourcePolicies
from influmojo_cfn.evaluation.simulate import Decision
from influmojo_cfn.iam.document import parse_policy
from influmojo_cfn.iam.unknown import covered, standing_in

ROLE_ARN = "arn:aws:iam::111122223333:role/app"
OBJECT = "arn:aws:s3:::acme/a.png"
KEY = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"


def policy(effect: str, action: str, resource: Any, principal: Any = None) -> dict[str, Any]:
    row = {"Effect": effect, "Action": action, "Resource": resource}
    return {"Statement": [{**row, "Principal": principal} if principal else row]}


EC2 = "ec2.amazonaws.com"


def role(*documents: dict[str, Any], **properties: Any) -> dict[str, Any]:
    own = {
        "AssumeRolePolicyDocument": policy("Allow", "sts:AssumeRole", "*", {"Service": EC2}),
        "Policies": [{"PolicyName": "p", "PolicyDocument": each} for each in documents],
        **properties,
    }
    del own["AssumeRolePolicyDocument"]["Statement"][0]["Resource"]
    return {"Type": "AWS::IAM::Role", "Properties": own}


def bucket_policy(document: dict[str, Any], bucket: Any = "acme") -> dict[str, Any]:
    properties = {"Bucket": bucket, "PolicyDocument": document}
    return {"Type": "AWS::S3::BucketPolicy", "Properties": properties}


def decide(resources: dict[str, Any], action: str, resource: str, **more: Any) -> Decision:
    document = Document({"Resources": resources})
    own = principal_of(document, "Role")
    return PrincipalEvaluator(document, own, **more).decide(request_of(own, action, resource))


@pytest.mark.parametrize(
    ("given", "action", "caller", "outcome"),
    [
        ({}, "s3:GetObject", None, "unknown"),
        ({}, "s3:PutObject", None, "implicitDeny"),
        ({}, "sts:AssumeRole", f"Service:{EC2}", "unknown"),
        ({}, "sts:AssumeRole", "Service:lambda.amazonaws.com", "implicitDeny"),
        ({"X": "a"}, "s3:GetObject", None, "allowed"),
    ],
    ids=["allowed", "denied", "trusted", "not trusted", "a role that the stack has"],
)
def test_a_role_that_the_stack_might_not_have_is_never_sure_to_be_allowed(
    given: dict[str, str], action: str, caller: str | None, outcome: str
) -> None:
    template = {
        "Parameters": {"X": {"Type": "String"}},
        "Conditions": {"Is": {"Fn::Equals": [{"Ref": "X"}, "a"]}},
        "Resources": {"Role": {**role(READ), "Condition": "Is"}},
    }
    document = Document(template)
    own = principal_of(document, "Role", Environment(parameters=given))
    request = request_of(own, action, OBJECT if caller is None else "*", principal=caller)
    assert PrincipalEvaluator(document, own).decide(request).outcome == outcome


MAYBE_POLICY = {
    "Type": "AWS::IAM::Policy",
    "Condition": "Is",
    "Properties": {
        "PolicyName": "more",
        "Roles": [{"Ref": "Role"}],
        "PolicyDocument": {
            "Statement": [
                {"Effect": "Allow", "Action": "s3:PutObject", "Resource": "*"},
                {"Effect": "Deny", "Action": "s3:DeleteObject", "Resource": "*"},
            ]
        },
    },
}
MAYBE_BUCKET_POLICY = bucket_policy(policy("Deny", "s3:GetObjectAcl", OBJECT, "*"))


@pytest.mark.parametrize(
    ("action", "outcome"),
    [
        ("s3:GetObject", "allowed"),
        ("s3:PutObject", "unknown"),
        ("s3:DeleteObject", "implicitDeny"),
        ("s3:GetObjectAcl", "unknown"),
    ],
)
def test_a_policy_that_the_stack_might_not_have_is_in_doubt_where_it_decides(
    action: str, outcome: str
) -> None:
    own = role(policy("Allow", "s3:GetObject*", "*"))
    template = {
        "Parameters": {"X": {"Type": "String"}},
        "Conditions": {"Is": {"Fn::Equals": [{"Ref": "X"}, "a"]}},
        "Resources": {
            "Role": own,
            "More": MAYBE_POLICY,
            "OfBucket": {**MAYBE_BUCKET_POLICY, "Condition": "Is"},
        },
    }
    document = Document(template)
    found = principal_of(document, "Role")
    decision = PrincipalEvaluator(document, found).decide(request_of(found, action, OBJECT))
    assert decision.outcome == outcome


NAMED = {"AWS": {"Fn::GetAtt": ["Role", "Arn"]}}
BY_ARN = {"AWS": ROLE_ARN}
ACCOUNT = {"AWS": "arn:aws:iam::111122223333:root"}
READ = policy("Allow", "s3:GetObject", "arn:aws:s3:::acme/*")


@pytest.mark.parametrize(
    ("own", "document", "outcome"),
    [
        ((), policy("Allow", "s3:GetObject", "arn:aws:s3:::acme/*", NAMED), "allowed"),
        ((), policy("Allow", "s3:GetObject", "arn:aws:s3:::acme/*", "*"), "allowed"),
        ((), policy("Allow", "s3:GetObject", "arn:aws:s3:::acme/*", ACCOUNT), "implicitDeny"),
        ((), policy("Allow", "s3:GetObject", "arn:aws:s3:::acme/*", BY_ARN), "implicitDeny"),
        ((), policy("Allow", "s3:PutObject", "arn:aws:s3:::acme/*", NAMED), "implicitDeny"),
        ((READ,), policy("Deny", "s3:GetObject", "arn:aws:s3:::acme/*", ACCOUNT), "explicitDeny"),
        ((READ,), policy("Deny", "s3:GetObject", "arn:aws:s3:::acme/*", NAMED), "explicitDeny"),
        ((READ,), policy("Deny", "s3:GetObject", "arn:aws:s3:::acme/b/*", "*"), "allowed"),
    ],
)
def test_the_policy_of_the_resource_counts(
    own: tuple[Any, ...], document: dict[str, Any], outcome: str
) -> None:
    found = decide({"Role": role(*own), "P": bucket_policy(document)}, "s3:GetObject", OBJECT)
    assert found.outcome == outcome
    if outcome != "implicitDeny" and found.deciding and not own:
        assert found.deciding.layer == "resource policy"


def test_a_role_is_named_by_its_arn_too() -> None:
    document = policy("Allow", "s3:GetObject", "arn:aws:s3:::acme/*", BY_ARN)
    resources = {"Role": role(RoleName="app"), "P": bucket_policy(document)}
    assert decide(resources, "s3:GetObject", OBJECT).allowed


def test_another_role_is_not_the_role() -> None:
    other = {"AWS": {"Fn::GetAtt": ["Other", "Arn"]}}
    document = policy("Allow", "s3:GetObject", "arn:aws:s3:::acme/*", other)
    resources = {"Role": role(), "Other": role(), "P": bucket_policy(document)}
    assert decide(resources, "s3:GetObject", OBJECT).outcome == "implicitDeny"


def test_a_policy_of_another_bucket_is_not_looked_at() -> None:
    document = policy("Allow", "s3:GetObject", "*", NAMED)
    resources = {"Role": role(), "P": bucket_policy(document, "other")}
    assert decide(resources, "s3:GetObject", OBJECT).outcome == "implicitDeny"


def test_a_policy_of_an_unknown_bucket_leaves_the_answer_open() -> None:
    document = policy("Allow", "s3:GetObject", "*", NAMED)
    resources = {"Role": role(), "P": bucket_policy(document, {"Ref": "B"})}
    resources["B"] = {"Type": "AWS::S3::Bucket"}
    found = decide(resources, "s3:GetObject", OBJECT)
    assert found.outcome == "unknown"
    assert "whether P is of arn:aws:s3:::acme/a.png is not known" in found.unknown[0]


def test_a_boundary_limits_what_a_resource_allows() -> None:
    document = policy("Allow", "s3:GetObject", "arn:aws:s3:::acme/*", NAMED)
    limit = {"Ref": "Limit"}
    resources = {"Role": role(PermissionsBoundary=limit), "P": bucket_policy(document)}
    resources["Limit"] = {
        "Type": "AWS::IAM::ManagedPolicy",
        "Properties": {"PolicyDocument": policy("Allow", "sqs:*", "*")},
    }
    assert decide(resources, "s3:GetObject", OBJECT).limited_by == "permissions boundary"


USE = policy("Allow", "kms:Decrypt", "*")


@pytest.mark.parametrize(
    ("own", "principal", "outcome"),
    [
        ((USE,), ACCOUNT, "allowed"),
        ((USE,), {"AWS": "arn:aws:iam::111122223333:role/admin"}, "unknown"),
        ((), ACCOUNT, "unknown"),
    ],
)
def test_a_key_that_may_be_the_one_asked_for(
    own: tuple[Any, ...], principal: Any, outcome: str
) -> None:
    key = {"KeyPolicy": policy("Allow", "kms:*", "*", principal)}
    resources = {"Role": role(*own), "Key": {"Type": "AWS::KMS::Key", "Properties": key}}
    assert decide(resources, "kms:Decrypt", KEY).outcome == outcome


def test_what_is_not_read_may_allow() -> None:
    resources = {"Role": role(READ), "X": {"Type": "AWS::IoT::RoleAlias"}}
    assert decide(resources, "s3:GetObject", OBJECT).allowed
    found = decide(resources, "s3:PutObject", OBJECT)
    assert found.outcome == "unknown"
    assert found.unknown == (
        "what is not read: AWS::IoT::RoleAlias may grant access and is not read (X)",
    )


def test_what_is_not_read_and_names_the_role_may_also_deny() -> None:
    unread = {"Type": "Custom::Attach", "Properties": {"Role": {"Ref": "Role"}}}
    found = decide({"Role": role(READ), "X": unread}, "s3:GetObject", OBJECT)
    assert found.outcome == "unknown"


def test_the_trust_policy_answers_for_a_caller() -> None:
    document = Document({"Resources": {"Role": role()}})
    own = principal_of(document, "Role")
    request = request_of(own, "sts:AssumeRole", principal="Service:ec2.amazonaws.com")
    assert PrincipalEvaluator(document, own).decide(request).allowed


def with_policy(document: dict[str, Any], *own: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"Role": role(*own), "P": bucket_policy(document), **more}


def read_policy_of(principal: Any, effect: str = "Allow", resource: str = "*") -> dict[str, Any]:
    return policy(effect, "s3:GetObject", resource, principal)


UNREAD = {"Ref": "Who"}


@pytest.mark.parametrize(
    ("own", "documents", "outcome"),
    [
        pytest.param((), [read_policy_of(NAMED)], "allowed", id="the policy allows alone"),
        pytest.param((READ,), [read_policy_of(NAMED)], "allowed", id="both allow"),
        pytest.param((READ,), [read_policy_of(ACCOUNT)], "allowed", id="the role's own"),
        pytest.param(
            (), [read_policy_of(NAMED), read_policy_of("*", "Deny")], "explicitDeny", id="a Deny"
        ),
        pytest.param(
            (policy("Deny", "s3:*", "*"),), [read_policy_of(NAMED)], "explicitDeny", id="its own"
        ),
        pytest.param((), [read_policy_of(UNREAD)], "unknown", id="a principal to be given"),
    ],
)
def test_policies_of_one_bucket(
    own: tuple[Any, ...], documents: list[dict[str, Any]], outcome: str
) -> None:
    resources = {"Role": role(*own)}
    resources |= {f"P{n}": bucket_policy(each) for n, each in enumerate(documents)}
    assert decide(resources, "s3:GetObject", OBJECT).outcome == outcome


@pytest.mark.parametrize(
    ("resource", "outcome"),
    [
        pytest.param("arn:aws:s3:::acme", "allowed", id="the bucket"),
        pytest.param("arn:aws:s3:::acme/a/b", "allowed", id="an object of it"),
        pytest.param("arn:aws:s3:::acme:a", "allowed", id="a part after a colon"),
        pytest.param("arn:aws:s3:::acme-2", "implicitDeny", id="another bucket"),
        pytest.param("arn:aws:s3:::acm", "implicitDeny", id="a shorter name"),
        pytest.param("*", "implicitDeny", id="no resource"),
    ],
)
def test_of_what_a_policy_is(resource: str, outcome: str) -> None:
    found = decide(with_policy(read_policy_of(NAMED)), "s3:GetObject", resource)
    assert found.outcome == outcome


@pytest.mark.parametrize(
    ("own", "document", "outcome", "reason"),
    [
        pytest.param((), read_policy_of(NAMED), "unknown", "what it may allow", id="may allow"),
        pytest.param((READ,), read_policy_of(NAMED), "allowed", "", id="what is allowed anyway"),
        pytest.param((READ,), read_policy_of("*", "Deny"), "unknown", "may deny", id="may deny"),
        pytest.param(
            (READ,), read_policy_of("*", "Deny", "arn:aws:s3:::x/*"), "allowed", "", id="another"
        ),
        pytest.param((), policy("Allow", "sqs:*", "*", NAMED), "implicitDeny", "", id="no action"),
    ],
)
def test_a_policy_that_may_be_of_the_bucket(
    own: tuple[Any, ...], document: dict[str, Any], outcome: str, reason: str
) -> None:
    resources = {"Role": role(*own), "P": bucket_policy(document, {"Ref": "B"})}
    resources["B"] = {"Type": "AWS::S3::Bucket"}
    found = decide(resources, "s3:GetObject", OBJECT)
    assert found.outcome == outcome
    told = f"P: whether P is of {OBJECT} is not known"
    assert found.unknown == ((told,) if reason else ())


def test_a_policy_in_doubt_beside_a_sure_one() -> None:
    resources = with_policy(read_policy_of(NAMED), B={"Type": "AWS::S3::Bucket"})
    resources["Q"] = bucket_policy(read_policy_of("*", "Deny"), {"Ref": "B"})
    assert decide(resources, "s3:GetObject", OBJECT).outcome == "unknown"


@pytest.mark.parametrize("first", ["s3:GetObject", "s3:PutObject"])
def test_a_doubt_is_not_hidden_by_a_policy_before_it(first: str) -> None:
    rows = [policy("Allow", first, "*", NAMED), read_policy_of("*", "Deny")]
    resources = {"Role": role(READ), "B": {"Type": "AWS::S3::Bucket"}}
    resources |= {f"P{n}": bucket_policy(row, {"Ref": "B"}) for n, row in enumerate(rows)}
    assert decide(resources, "s3:GetObject", OBJECT).outcome == "unknown"


def test_a_doubt_of_the_role_itself_is_told_first() -> None:
    own = policy("Allow", "s3:GetObject", "x")
    own["Statement"][0]["Resource"] = {"Ref": "Files"}
    resources = {"Role": role(own), "P": bucket_policy(read_policy_of(NAMED), {"Ref": "B"})}
    resources["B"] = {"Type": "AWS::S3::Bucket"}
    document = Document({"Parameters": {"Files": {"Type": "String"}}, "Resources": resources})
    asked = principal_of(document, "Role")
    found = PrincipalEvaluator(document, asked).decide(request_of(asked, "s3:GetObject", OBJECT))
    assert found.outcome == "unknown"
    assert "whether P is of" not in "".join(found.unknown)


def test_a_resource_elsewhere_is_noted() -> None:
    found = decide({"Role": role()}, "sqs:SendMessage", "arn:aws:sqs:eu-west-1:111122223333:q")
    assert "Region us-east-1 is assumed" in "".join(found.notes)


def queue(principal: Any, *own: dict[str, Any], name: str = "jobs") -> dict[str, Any]:
    document = policy("Allow", "sqs:SendMessage", "*", principal)
    properties = {"Queues": [{"Ref": "Queue"}], "PolicyDocument": document}
    return {
        "Role": role(*own, RoleName="app"),
        "Queue": {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": name}},
        "P": {"Type": "AWS::SQS::QueuePolicy", "Properties": properties},
    }


@pytest.mark.parametrize(
    ("name", "principal", "allowed"),
    [
        pytest.param("jobs", NAMED, True, id="its queue"),
        pytest.param("other", NAMED, False, id="another queue"),
        pytest.param("jobs", {"AWS": [ROLE_ARN, {"Fn::GetAtt": ["X", "Arn"]}]}, True, id="by ARN"),
        pytest.param("jobs", {"Service": "sns.amazonaws.com"}, False, id="a service"),
    ],
)
def test_a_queue_of_the_template(name: str, principal: Any, allowed: bool) -> None:
    arn = "arn:aws:sqs:us-east-1:111122223333:jobs"
    resources = {**queue(principal, name=name), "X": role()}
    assert decide(resources, "sqs:SendMessage", arn).allowed is allowed


OF_KEY = {"Type": "AWS::KMS::Key"}


def key(effect: str, principal: Any, action: str = "kms:*", **more: Any) -> dict[str, Any]:
    row = policy(effect, action, "*", principal)
    row["Statement"][0] |= more
    return {**OF_KEY, "Properties": {"KeyPolicy": row}}


@pytest.mark.parametrize(
    ("own", "given", "outcome"),
    [
        pytest.param((USE,), key("Allow", NAMED), "allowed", id="by name"),
        pytest.param(
            (USE,), key("Allow", ACCOUNT, "kms:Describe*"), "unknown", id="not the action"
        ),
        pytest.param((USE,), key("Deny", ACCOUNT), "unknown", id="a Deny"),
        pytest.param((), key("Allow", NAMED), "unknown", id="perhaps the key lets it"),
        pytest.param((), key("Allow", {"Service": EC2}), "implicitDeny", id="another"),
    ],
)
def test_a_key_of_which_the_id_is_not_known(
    own: tuple[Any, ...], given: dict[str, Any], outcome: str
) -> None:
    assert decide({"Role": role(*own), "Key": given}, "KMS:Decrypt", KEY).outcome == outcome


def test_a_limit_of_the_caller_is_given_on() -> None:
    resources = with_policy(read_policy_of(NAMED), READ)
    deny = parse_policy({"Statement": {"Effect": "Deny", "Action": "*", "Resource": "*"}})
    some = parse_policy({"Statement": {"Effect": "Allow", "Action": "sqs:*", "Resource": "*"}})
    every = parse_policy({"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}})
    for more, outcome in (
        ({"boundary": deny}, "explicitDeny"),
        ({"boundary": some}, "implicitDeny"),
        ({"session": [some]}, "implicitDeny"),
        ({"service_control": [some]}, "implicitDeny"),
        ({"boundary": every, "session": [every], "service_control": [every]}, "allowed"),
    ):
        assert decide(resources, "s3:GetObject", OBJECT, **more).outcome == outcome, more


def test_a_role_without_a_name_is_not_another_of_the_account() -> None:
    document = policy("Deny", "s3:GetObject", "*", {"AWS": "arn:aws:iam::111122223333:role/app"})
    assert decide(with_policy(document, READ), "s3:GetObject", OBJECT).allowed
    other = policy("Deny", "s3:GetObject", "*", {"AWS": "arn:aws:iam::444455556666:root"})
    assert decide(with_policy(other, READ), "s3:GetObject", OBJECT).allowed


def test_who_assumes_the_role_meets_the_trust_policy_alone() -> None:
    resources = {"Role": role(policy("Deny", "*", "*")), "X": {"Type": "AWS::IoT::RoleAlias"}}
    document = Document({"Resources": resources})
    own = principal_of(document, "Role")
    evaluator = PrincipalEvaluator(document, own)
    asked = request_of(own, "sts:AssumeRole", principal="Service:ec2.amazonaws.com")
    found = evaluator.decide(asked)
    assert found.deciding is not None
    assert (found.outcome, found.deciding.layer) == ("allowed", "trust policy")
    refused = request_of(own, "sts:AssumeRole", principal="Service:lambda.amazonaws.com")
    assert evaluator.decide(refused).outcome == "implicitDeny"


def test_what_is_not_read_denies_nothing_and_names_itself() -> None:
    resources = {"Role": role(policy("Deny", "s3:*", "*")), "X": {"Type": "AWS::IoT::RoleAlias"}}
    assert decide(resources, "s3:PutObject", OBJECT).outcome == "explicitDeny"
    (near,) = decide({**resources, "Role": role()}, "s3:PutObject", OBJECT).nearest
    assert (near.policy.name, near.statement.actions) == ("what is not read", ("*",))


@pytest.mark.parametrize(
    ("own", "principal", "action", "outcome"),
    [
        pytest.param((USE,), ACCOUNT, "kms:*", "allowed", id="left to the account"),
        pytest.param((USE,), BY_ARN, "kms:*", "allowed", id="by name"),
        pytest.param((), BY_ARN, "kms:*", "allowed", id="by name alone"),
        pytest.param((), ACCOUNT, "kms:*", "implicitDeny", id="the account alone"),
        pytest.param((USE,), ACCOUNT, "kms:Encrypt", "implicitDeny", id="another action"),
        pytest.param((USE,), {"Service": EC2}, "kms:*", "implicitDeny", id="another caller"),
    ],
)
def test_a_key_that_is_the_one_asked_for(
    monkeypatch: pytest.MonkeyPatch,
    own: tuple[Any, ...],
    principal: Any,
    action: str,
    outcome: str,
) -> None:
    monkeypatch.setattr(attached_policies, "attached_arns", lambda *asked: (KEY,))
    resources = {"Role": role(*own, RoleName="app"), "Key": key("Allow", principal, action)}
    assert decide(resources, "kms:Decrypt", KEY).outcome == outcome


def test_every_policy_of_a_template_is_looked_at() -> None:
    resources = with_policy(read_policy_of("*", "Deny"), READ)
    resources["O"] = bucket_policy(read_policy_of("*"), "other")
    assert decide(resources, "s3:GetObject", OBJECT).outcome == "explicitDeny"
    resources["Z"] = bucket_policy(read_policy_of("*", "Deny", "arn:aws:s3:::acme/z"))
    z = decide({**resources, "P": resources["O"]}, "s3:GetObject", "arn:aws:s3:::acme/z")
    assert z.outcome == "explicitDeny"


def test_a_role_of_another_partition_is_named_there() -> None:
    resources = with_policy(policy("Allow", "s3:GetObject", "*", NAMED))
    document = Document({"Resources": resources})
    here = Environment(account="444455556666", region="cn-north-1")
    own = principal_of(document, "Role", here)
    asked = request_of(own, "s3:GetObject", "arn:aws-cn:s3:::acme/a")
    found = PrincipalEvaluator(document, own).decide(asked)
    assert found.allowed
    caller = found.request.principal
    assert caller is not None
    assert caller.identifier.startswith("arn:aws-cn:iam::444455556666:role/")
    assert "Role" in caller.identifier


WHO: dict[str, Any] = {
    "role": NAMED,
    "account": ACCOUNT,
    "all": "*",
    "other": {"AWS": "arn:aws:iam::111122223333:role/other"},
}
EFFECTS: tuple[Literal["Allow", "Deny"], ...] = ("Allow", "Deny")
SAID = tuple(itertools.product(EFFECTS, WHO))
OWN = ((), ("Allow",), ("Deny",), ("Allow", "Deny"))
"""Effects of the role's own statements, each on everything."""


def in_truth(own: Sequence[str], said: Sequence[tuple[str, str]], *, of_key: bool) -> str:
    """Read AWS's rules of one account once more: a Deny decides; who is named needs no more."""
    allowing = {who for effect, who in said if effect == "Allow"}
    denying = {who for effect, who in said if effect == "Deny"} & {"role", "account", "all"}
    if denying or "Deny" in own:
        return "explicitDeny"
    is_named, is_own = bool(allowing & {"role", "all"}), "Allow" in own
    left_to_account = "account" in allowing if of_key else True
    return "allowed" if is_named or (is_own and left_to_account) else "implicitDeny"


@pytest.mark.parametrize("own", OWN, ids=lambda own: " and ".join(own) or "nothing")
def test_every_small_policy_of_a_resource_agrees_with_exhaustive_truth(own: Any) -> None:
    mine = [policy(effect, "*", "*") for effect in own]
    for count, of_key in itertools.product((1, 2), (False, True)):
        for said in itertools.combinations(SAID, count):
            rows = [row for e, who in said for row in policy(e, "*", "*", WHO[who])["Statement"]]
            key = {"KeyPolicy": {"Statement": rows}}
            kept = (
                {"Type": "AWS::KMS::Key", "Properties": key}
                if of_key
                else bucket_policy({"Statement": rows})
            )
            template = Document({"Resources": {"Role": role(*mine, RoleName="app"), "P": kept}})
            asked = principal_of(template, "Role")
            arn = ResolvedTemplate(template.data, Environment()).value({"Fn::GetAtt": ["P", "Arn"]})
            found = ResourcePolicies(template, Environment()).weigh(
                evaluator_of(asked).decide(
                    request_of(asked, "kms:Decrypt", standing_in(covered(arn)))
                    if of_key
                    else request_of(asked, "s3:GetObject", OBJECT)
                ),
                asked,
                arn if of_key else None,
            )
            assert found.outcome == in_truth(own, said, of_key=of_key), (of_key, said)


@pytest.mark.parametrize(
    ("account", "outcome"),
    [("111122223333", "allowed"), ("", "allowed"), ("aws", "allowed"), ("444455556666", "unknown")],
)
def test_what_another_account_has_that_account_allows_too(account: str, outcome: str) -> None:
    resource = f"arn:aws:sqs:us-east-1:{account}:jobs"
    found = decide({"Role": role(policy("Allow", "sqs:*", "*"))}, "sqs:SendMessage", resource)
    assert found.outcome == outcome
    why = "account 444455556666: its own policy, which is not in the template, must allow it too"
    assert found.unknown == ((why,) if outcome == "unknown" else ())


def test_limits_of_the_role_are_not_those_of_who_assumes_it() -> None:
    document = Document({"Resources": {"Role": role()}})
    own = principal_of(document, "Role")
    every = parse_policy(policy("Allow", "*", "*"))
    request = request_of(own, "sts:AssumeRole", principal=f"Service:{EC2}")
    with pytest.raises(Error, match="not who assumes the role; omit them"):
        PrincipalEvaluator(document, own, boundary=every).decide(request)


@pytest.mark.parametrize(
    ("action", "resource", "note"),
    [
        ("kms:Decrypt", KEY, f"the key policy of {KEY} is not in the template"),
        ("sts:AssumeRole", f"{ROLE_ARN}s", f"the trust policy of {ROLE_ARN}s is not in the"),
        ("kms:CreateAlias", "arn:aws:kms:us-east-1:111122223333:alias/a", ""),
        ("s3:GetObject", OBJECT, ""),
    ],
)
def test_a_key_or_a_role_elsewhere_has_a_policy_that_must_allow_too(
    action: str, resource: str, note: str
) -> None:
    own = role(policy("Allow", "*", "*"), RoleName="app")
    found = decide({"Role": own}, action, resource)
    assert found.allowed
    assert [each.startswith(note) for each in found.notes] == ([True] if note else [])


USER_ARN = "arn:aws:iam::111122223333:user/alice"
ANY_S3 = policy("Allow", "s3:*", "*")
RESERVED = "arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_"


def iam(kind: str, *documents: dict[str, Any], **properties: Any) -> dict[str, Any]:
    rows = [{"PolicyName": "p", "PolicyDocument": each} for each in documents]
    return {"Type": f"AWS::IAM::{kind}", "Properties": {"Policies": rows, **properties}}


def user(*documents: dict[str, Any], **properties: Any) -> dict[str, Any]:
    return iam("User", *documents, **{"UserName": "alice", **properties})


def permission_set(document: dict[str, Any]) -> dict[str, Any]:
    properties = {"Name": "Admin", "InstanceArn": "arn:aws:sso:::instance/a"}
    return {
        "Type": "AWS::SSO::PermissionSet",
        "Properties": {**properties, "InlinePolicy": document},
    }


def only_if(document: dict[str, Any], **condition: dict[str, Any]) -> dict[str, Any]:
    return {"Statement": [{**row, "Condition": condition} for row in document["Statement"]]}


def managed(document: dict[str, Any], **properties: Any) -> dict[str, Any]:
    properties = {"ManagedPolicyName": "own", "PolicyDocument": document, **properties}
    return {"Type": "AWS::IAM::ManagedPolicy", "Properties": properties}


OWN_FILE = "arn:aws:s3:::acme/${aws:username}.png"
HOME = {"Version": "2012-10-17", **policy("Allow", "s3:GetObject", OWN_FILE)}
LIMITED = {"PermissionsBoundary": "arn:aws:iam::111122223333:policy/own"}
LET_IN = bucket_policy(policy("Allow", "s3:GetObject", "arn:aws:s3:::acme/*", {"AWS": USER_ARN}))
DENYING = bucket_policy(policy("Deny", "s3:*", "arn:aws:s3:::acme/*", {"AWS": USER_ARN}))
BY_ACCOUNT = bucket_policy(policy("Allow", "s3:*", "arn:aws:s3:::acme/*", ACCOUNT))
TO_OTHER = bucket_policy(
    policy("Allow", "s3:*", "arn:aws:s3:::acme/*", {"AWS": {"Fn::GetAtt": "Other.Arn"}})
)
TO_IT = bucket_policy(
    policy("Allow", "s3:*", "arn:aws:s3:::acme/*", {"AWS": {"Fn::GetAtt": "Asked.Arn"}})
)
WITH_MFA = only_if(READ, Bool={"aws:MultiFactorAuthPresent": "true"})
NO_MFA = only_if(policy("Deny", "*", "*"), BoolIfExists={"aws:MultiFactorAuthPresent": "false"})
TO_SET = bucket_policy(policy("Allow", "s3:*", "arn:aws:s3:::acme/*", {"AWS": f"{RESERVED}1234"}))
RESERVED_ANYWHERE = RESERVED.replace("AWSReservedSSO", "*AWSReservedSSO")
FIRST_REGION, ANY_REGION = (
    bucket_policy(
        only_if(
            policy("Allow", "s3:*", "arn:aws:s3:::acme/*", {"AWS": "*"}),
            ArnLike={"aws:PrincipalArn": f"{each}*"},
        )
    )
    for each in (RESERVED, RESERVED_ANYWHERE)
)
OTHER = iam("User", UserName="bob")
UNREAD_TYPE = {"Type": "AWS::IoT::RoleAlias"}
NOT_OF_TEAM = only_if(policy("Deny", "*", "*"), StringNotEquals={"aws:PrincipalTag/team": "web"})
OF_TEAM = only_if(READ, StringEquals={"aws:PrincipalTag/team": "web"})


@pytest.mark.parametrize(
    ("asked", "others", "outcome"),
    [
        pytest.param(user(READ), {}, "allowed", id="a user's own policy"),
        pytest.param(user(), {}, "implicitDeny", id="a user without policies"),
        pytest.param(
            user(Groups=["readers"]),
            {"G": iam("Group", READ, GroupName="readers")},
            "allowed",
            id="a user's group",
        ),
        pytest.param(
            user(Groups=["elsewhere"]), {}, "unknown", id="a user's group that is not here"
        ),
        pytest.param(user(HOME, UserName="a"), {}, "allowed", id="a user's name in a resource"),
        pytest.param(user(HOME), {}, "implicitDeny", id="another user's name in a resource"),
        pytest.param(
            user(OF_TEAM, Tags=[{"Key": "team", "Value": "web"}]), {}, "allowed", id="a user's tag"
        ),
        pytest.param(user(OF_TEAM), {}, "implicitDeny", id="a user without the tag"),
        pytest.param(
            user(READ, **LIMITED),
            {"Own": managed(policy("Allow", "sqs:*", "*"))},
            "implicitDeny",
            id="a user whose boundary does not allow",
        ),
        pytest.param(user(), {"B": LET_IN}, "allowed", id="a bucket that lets a user in"),
        pytest.param(user(), {"B": TO_IT}, "allowed", id="a bucket that lets a user in by Arn"),
        pytest.param(
            user(**LIMITED),
            {"B": LET_IN, "Own": managed(policy("Allow", "sqs:*", "*"))},
            "allowed",
            id="a bucket that lets a user in whose boundary does not allow",
        ),
        pytest.param(
            user(**LIMITED),
            {"B": LET_IN, "Own": managed(policy("Deny", "s3:*", "*"))},
            "explicitDeny",
            id="a bucket that lets a user in whose boundary denies",
        ),
        pytest.param(user(READ), {"B": DENYING}, "explicitDeny", id="a bucket that denies a user"),
        pytest.param(
            user(), {"B": BY_ACCOUNT}, "implicitDeny", id="a bucket that lets an account in"
        ),
        pytest.param(
            user(), {"B": TO_OTHER, "Other": OTHER}, "implicitDeny", id="a bucket of another user"
        ),
        pytest.param(user(WITH_MFA), {}, "implicitDeny", id="a user with keys and no MFA"),
        pytest.param(user(READ, NO_MFA), {}, "explicitDeny", id="a user who must have MFA"),
        pytest.param(
            user(UserName={"Ref": "Name"}),
            {"B": LET_IN},
            "unknown",
            id="a bucket that lets one in who might be the user",
        ),
        pytest.param(
            iam("User"), {"B": LET_IN}, "implicitDeny", id="a user whose name is generated"
        ),
        pytest.param(
            iam("User", **LIMITED),
            {"B": TO_IT, "Own": managed(policy("Allow", "sqs:*", "*"))},
            "allowed",
            id="a bucket that lets such a user in whose boundary does not allow",
        ),
        pytest.param(user(), {"X": UNREAD_TYPE}, "unknown", id="a user and what is not read"),
        pytest.param(
            user(READ),
            {"X": {**UNREAD_TYPE, "Properties": {"For": {"Ref": "Asked"}}}},
            "unknown",
            id="a user to whom what is not read refers",
        ),
        pytest.param(iam("Group", READ), {}, "allowed", id="a group"),
        pytest.param(iam("Group", OF_TEAM), {}, "unknown", id="a member's tags"),
        pytest.param(permission_set(OF_TEAM), {}, "unknown", id="tags that a user brings"),
        pytest.param(iam("Group", HOME), {}, "unknown", id="a member's name in a resource"),
        pytest.param(iam("Group", READ), {"B": DENYING}, "unknown", id="a bucket without a member"),
        pytest.param(permission_set(READ), {}, "allowed", id="a permission set"),
        pytest.param(
            permission_set(policy("Allow", "sqs:*", "*")),
            {"B": ANY_REGION},
            "allowed",
            id="a bucket that lets the roles of a permission set in",
        ),
        pytest.param(
            permission_set(policy("Allow", "sqs:*", "*")),
            {"B": FIRST_REGION},
            "unknown",
            id="a bucket that lets them in where Identity Center is in one Region",
        ),
        pytest.param(
            permission_set(policy("Allow", "sqs:*", "*")),
            {"B": TO_SET},
            "unknown",
            id="a bucket that lets a role in which a permission set might make",
        ),
        pytest.param(
            permission_set(READ), {"B": DENYING}, "allowed", id="a bucket that denies someone else"
        ),
        pytest.param(
            {**user(READ), "Condition": "Is"}, {}, "unknown", id="a user the stack might not have"
        ),
    ],
)
def test_others_than_roles_are_asked_too(
    asked: dict[str, Any], others: dict[str, Any], outcome: str
) -> None:
    template = {
        "Parameters": {"Name": {"Type": "String"}},
        "Conditions": {"Is": {"Fn::Equals": [{"Ref": "Name"}, "a"]}},
        "Resources": {"Asked": asked, **others},
    }
    document = Document(template)
    own = principal_of(document, "Asked")
    request = request_of(own, "s3:GetObject", OBJECT)
    assert PrincipalEvaluator(document, own).decide(request).outcome == outcome


@pytest.mark.parametrize(
    ("policies", "name", "outcome"),
    [
        ([READ], "alice", "unknown"),
        ([READ], "user alice", "unknown"),
        ([policy("Deny", "*", "*")], "alice", "explicitDeny"),
        ([NOT_OF_TEAM], "alice", "unknown"),
    ],
    ids=["allowed here", "as explain calls it", "denied here", "denied by a tag"],
)
def test_of_a_user_elsewhere_only_a_deny_is_sure(
    policies: list[dict[str, Any]], name: str, outcome: str
) -> None:
    named = [managed(each, Users=["alice"]) for each in policies]
    document = Document({"Resources": {f"P{index}": row for index, row in enumerate(named)}})
    own = principal_of(document, name)
    request = request_of(own, "s3:GetObject", OBJECT)
    assert PrincipalEvaluator(document, own).decide(request).outcome == outcome


@pytest.mark.parametrize(
    ("principal", "outcome"),
    [(ACCOUNT, "allowed"), ({"AWS": USER_ARN}, "allowed"), ({"AWS": ROLE_ARN}, "implicitDeny")],
    ids=["its account", "the user", "another"],
)
def test_a_key_lets_a_user_in_by_name_or_account(
    monkeypatch: pytest.MonkeyPatch, principal: Any, outcome: str
) -> None:
    monkeypatch.setattr(attached_policies, "attached_arns", lambda *asked: (KEY,))
    document = Document({"Resources": {"Key": key("Allow", principal), "Asked": user(USE)}})
    own = principal_of(document, "alice")
    request = request_of(own, "kms:Decrypt", KEY)
    assert PrincipalEvaluator(document, own).decide(request).outcome == outcome


@pytest.mark.parametrize("name", ["Asked", "Group"])
def test_session_policies_of_who_has_no_session_are_an_error(name: str) -> None:
    document = Document({"Resources": {"Asked": user(READ), "Group": iam("Group", READ)}})
    with pytest.raises(Error, match=f"limit sessions of roles; {name} has none"):
        PrincipalEvaluator(document, principal_of(document, name), session=[parse_policy(ANY_S3)])


@pytest.mark.parametrize(
    ("asked", "outcome"), [(user(), "allowed"), (role(), "unknown")], ids=["a user", "a role"]
)
def test_a_user_needs_no_permission_for_a_session_token(
    asked: dict[str, Any], outcome: str
) -> None:
    document = Document({"Resources": {"Asked": asked}})
    own = principal_of(document, "Asked")
    request = request_of(own, "sts:GetSessionToken")
    assert PrincipalEvaluator(document, own).decide(request).outcome == outcome


def test_nobody_assumes_a_user() -> None:
    own = principal_of(Document({"Resources": {"Asked": user(READ)}}), "Asked")
    with pytest.raises(Error, match="assumes roles; Asked is not a role of the template"):
        request_of(own, "sts:AssumeRole", principal="AWS:111122223333")


def test_a_group_is_asked_about_as_a_member_with_nothing_else() -> None:
    document = Document({"Resources": {"Asked": iam("Group", READ)}})
    own = principal_of(document, "Asked")
    decision = PrincipalEvaluator(document, own).decide(request_of(own, "s3:GetObject", OBJECT))
    member = "a member of Asked asks, with no other policies and no boundary"
    assert decision.notes == (member,)


def test_of_a_group_elsewhere_nothing_is_assumed() -> None:
    document = Document({"Resources": {"P": managed(READ, Groups=["admins"])}})
    own = principal_of(document, "admins")
    decision = PrincipalEvaluator(document, own).decide(request_of(own, "s3:GetObject", OBJECT))
    assert (decision.outcome, decision.notes) == ("unknown", ())


def test_a_role_is_meant_where_a_user_has_its_name() -> None:
    resources = {"Asked": user(READ), "Role": role(READ, RoleName="alice")}
    assert principal_of(Document({"Resources": resources}), "alice").logical_id == "Role"


ALICE = "arn:aws:iam::111122223333:user/alice"
ASSUME = policy("Allow", "sts:AssumeRole", "*")


@pytest.mark.parametrize(
    ("trusted", "own", "more", "outcome"),
    [
        pytest.param("111122223333", (ASSUME,), {}, "allowed", id="the account, with permission"),
        pytest.param("111122223333", (), {}, "implicitDeny", id="the account alone"),
        pytest.param(ALICE, (), {}, "allowed", id="by name"),
        pytest.param(ALICE, (policy("Deny", "sts:*", "*"),), {}, "explicitDeny", id="a Deny"),
        pytest.param(
            "111122223333",
            (policy("Allow", "sts:AssumeRole", {"Fn::GetAtt": "Role.Arn"}),),
            {},
            "allowed",
            id="a role whose name is generated",
        ),
        pytest.param(
            "111122223333",
            (policy("Allow", "sts:AssumeRole", "arn:aws:iam::111122223333:role/fixed"),),
            {},
            "implicitDeny",
            id="another role",
        ),
        pytest.param(
            "111122223333",
            (ASSUME,),
            {"PermissionsBoundary": "arn:aws:iam::aws:policy/AmazonSQSFullAccess"},
            "implicitDeny",
            id="a boundary",
        ),
    ],
)
def test_policies_of_a_caller_in_the_template_count(
    trusted: str, own: tuple[Any, ...], more: dict[str, Any], outcome: str
) -> None:
    decision = assumed_by_alice(trusted, *own, **more)
    assert decision.outcome == outcome
    assert not decision.assumed
    assert decision.request.principal is not None


def test_tags_of_a_caller_in_the_template_are_those_of_its_requests() -> None:
    tags = [{"Key": "team", "Value": "red"}]
    condition = {"StringEquals": {"aws:PrincipalTag/team": "red"}}
    assert assumed_by_alice("111122223333", ASSUME, condition=condition, Tags=tags).allowed


@pytest.mark.parametrize(
    ("trusted", "caller", "noted"),
    [
        pytest.param("111122223333", ALICE, True, id="by the account"),
        pytest.param(ALICE, ALICE, False, id="by name"),
        pytest.param(
            "444455556666", ALICE.replace("111122223333", "444455556666"), True, id="abroad"
        ),
    ],
)
def test_what_a_caller_elsewhere_needs_is_noted(trusted: str, caller: str, noted: bool) -> None:
    trust = policy("Allow", "sts:AssumeRole", "*", {"AWS": trusted})
    document = Document({"Resources": {"Role": role(AssumeRolePolicyDocument=trust)}})
    own = principal_of(document, "Role")
    request = request_of(own, "sts:AssumeRole", principal=f"AWS:{caller}")
    notes = PrincipalEvaluator(document, own).decide(request).notes
    assert any("are not in the template" in note for note in notes) is noted


def assumed_by_alice(
    trusted: str, *own: dict[str, Any], condition: Any = None, **properties: Any
) -> Decision:
    trust = policy("Allow", "sts:AssumeRole", "*", {"AWS": trusted})
    trust["Statement"][0] |= {"Condition": condition} if condition else {}
    alice = {**role(*own, UserName="alice", **properties), "Type": "AWS::IAM::User"}
    del alice["Properties"]["AssumeRolePolicyDocument"]
    resources = {"Role": role(AssumeRolePolicyDocument=trust), "Alice": alice}
    document = Document({"Resources": resources})
    asked = principal_of(document, "Role")
    request = request_of(asked, "sts:AssumeRole", principal=f"AWS:{ALICE}")
    return PrincipalEvaluator(document, asked).decide(request)


def test_a_deny_of_a_caller_elsewhere_counts() -> None:
    trust = policy("Allow", "sts:AssumeRole", "*", {"AWS": ALICE})
    denies = {"Users": ["alice"], "PolicyDocument": policy("Deny", "sts:*", "*")}
    resources = {
        "Role": role(AssumeRolePolicyDocument=trust),
        "P": {"Type": "AWS::IAM::ManagedPolicy", "Properties": denies},
    }
    asked = principal_of(Document({"Resources": resources}), "Role")
    request = request_of(asked, "sts:AssumeRole", principal=f"AWS:{ALICE}")
    found = PrincipalEvaluator(Document({"Resources": resources}), asked).decide(request)
    assert found.outcome == "explicitDeny"
