"""Agreement with ministack's evaluator, and what every disagreement comes from.

Policies and requests are drawn at random with a fixed seed. Where the two decide differently, the
condition or the resource pattern on which they differ is found, and must be of a class that
ministack_classes.json lists with its verdict.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from ministack.core import iam_evaluator

from influmojo_cfn.cloudformation import Document
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.roles import roles_of
from influmojo_cfn.evaluation.principals import evaluator_of
from influmojo_cfn.evaluation.request import Request, context_of
from influmojo_cfn.evaluation.resource_policies import ResourcePolicies
from influmojo_cfn.evaluation.simulate import Evaluator
from influmojo_cfn.iam.conditions import CompiledCondition
from influmojo_cfn.iam.document import Condition, Policy, Statement, parse_policy
from influmojo_cfn.iam.operators import OPERATORS, parse_operator
from influmojo_cfn.iam.patterns import resource_matches
from influmojo_cfn.iam.unknown import Unknown
from influmojo_cfn.iam.value_formats import read_binary
from influmojo_cfn.iam.verdict import UNKNOWN, YES

PAIRS = 5_000
LISTED = json.loads(Path(__file__).with_name("ministack_classes.json").read_text())["classes"]

ACTIONS = ["s3:GetObject", "s3:PutObject", "sqs:SendMessage"]
ACTION_PATTERNS = [*ACTIONS, "s3:*", "S3:get*", "*", "s3:?etObject", "sqs:*"]
RESOURCES = ["arn:aws:s3:::a/x", "arn:aws:s3:::b/x:y", "arn:aws:sqs:us-east-1:111122223333:q", "*"]
PATTERNS = [
    *RESOURCES,
    *("arn:aws:s3:::a/*", "arn:aws:s3:::*", "arn:aws:sqs:*:*:q", "arn:aws:sqs:*:q", "arn:aws:s3:*"),
    *("arn:aws:s3:::${ex:name}/*", "arn:*:s3:::?/x", "ARN:aws:s3:::a/x"),
]
VALUES: dict[str, list[str]] = {
    "String": ["web", "Web", "api", "w*", "", "${ex:name}", "a?i", "*"],
    "Numeric": ["1", "10", "10.0", "-3", "2.5", "many", "1e1"],
    "Date": [
        *(
            "2026-06-01T00:00:00Z",
            "2026-06-01",
            "2026-06",
            "1780272000",
            "2026-07-01T02:00:00+02:00",
        ),
        *("1700000000", "soon", "20260601"),
    ],
    "Bool": ["true", "false", "True", "FALSE", "yes"],
    "Binary": ["QUI=", "QUE=", "%%"],
    "IPAddress": [
        "203.0.113.0/24",
        "203.0.113.9",
        "2001:db8::/32",
        "2001:db8::1",
        "0.0.0.0/0",
        "x",
    ],
    "ARN": [
        *("arn:aws:s3:::a/x", "arn:aws:s3:::a/*", "arn:aws:s3:*", "arn:aws:iam::1:user/Bob"),
        *("arn:aws:iam::*:user/${ex:name}", "arn:aws:x:*:1:f/*", "arn:aws:x:r:2:s:1:f/d", "text"),
    ],
    "Null": ["true", "false", "maybe"],
}
KEYS = {row.family: f"ex:{row.family.lower()}" for row in OPERATORS if row.family != "Null"}
MODIFIERS = [
    "{}",
    "{}",
    "{}IfExists",
    "ForAllValues:{}",
    "ForAnyValue:{}",
    "ForAllValues:{}IfExists",
    "ForAnyValue:{}IfExists",
]


def some(rng: random.Random, values: list[str], most: int = 2) -> list[str]:
    return [rng.choice(values) for _ in range(rng.randint(1, most))]


def random_condition(rng: random.Random) -> dict[str, dict[str, list[str]]]:
    row = rng.choice(OPERATORS)
    if row.family == "Null":
        return {"Null": {rng.choice(list(KEYS.values())): some(rng, VALUES["Null"])}}
    operator = rng.choice(MODIFIERS).format(row.name)
    return {operator: {KEYS[row.family]: some(rng, VALUES[row.family])}}


def random_statement(rng: random.Random, number: int) -> dict[str, Any]:
    statement: dict[str, Any] = {
        "Sid": f"S{number}",
        "Effect": rng.choice(["Allow", "Allow", "Deny"]),
    }
    not_action, not_resource = rng.random() < 0.15, rng.random() < 0.15
    statement["NotAction" if not_action else "Action"] = some(rng, ACTION_PATTERNS)
    statement["NotResource" if not_resource else "Resource"] = some(rng, PATTERNS)
    if rng.random() < 0.75:
        statement["Condition"] = random_condition(rng)
    return statement


def random_context(rng: random.Random) -> dict[str, str | list[str]]:
    context: dict[str, str | list[str]] = {}
    for family, key in KEYS.items():
        if rng.random() < 0.7:
            values = [value for value in VALUES[family] if "${" not in value]
            context[key] = some(rng, values, 3) if rng.random() < 0.25 else rng.choice(values)
    if rng.random() < 0.5:
        context["ex:name"] = rng.choice(["a", "web", "Bob"])
    return context


def theirs_of(
    statements: list[dict[str, Any]], request: Request, context: dict[str, Any]
) -> iam_evaluator.EvalResult:
    parsed = iam_evaluator.parse_policy_document({"Statement": statements})
    return iam_evaluator.evaluate(eval_context(request, context), [parsed])


def eval_context(request: Request, context: dict[str, Any]) -> iam_evaluator.EvalContext:
    return iam_evaluator.EvalContext(
        principal_arn="arn:aws:iam::111122223333:role/r",
        principal_type="AssumedRole",
        principal_account="111122223333",
        action=request.action,
        resource_arn=request.resource,
        region="us-east-1",
        service_context=context,
    )


UNREADABLE = {"many", "soon", "x", "yes", "%%", "text", "maybe"}


def class_of_condition(condition: Condition, context: dict[str, Any], *, denies: bool) -> str:
    """Name what two evaluators may differ on in a condition; nothing where they may not."""
    use = parse_operator(condition.operator)
    assert use is not None
    family = use.operator.family
    values = [str(value) for value in condition.values]
    found = context.get(condition.key)
    seen = found if isinstance(found, list) else [found] if found is not None else []
    if family == "Null":
        return "Null looks at one value" if len(values) > 1 or "maybe" in values else ""
    if isinstance(found, list) and use.qualifier is None:
        return "a list of values without a set operator"
    if use.qualifier == "ForAnyValue" and use.if_exists and not seen:
        return "ForAnyValue with IfExists on an absent key"
    if use.qualifier and not any(seen):
        return "a set operator on an empty string"
    if family in ("String", "ARN") and any("${" in value for value in values):
        has_value = isinstance(context.get("ex:name"), str)
        if use.operator.negated and not has_value:
            return "variables without a value in a negated condition"
        return "policy variables"
    doubtful = denies or (family in ("Numeric", "Date") and use.operator.negated)
    asked = seen if denies and use.operator.negated else []
    if doubtful and UNREADABLE & {*values, *map(str, asked)}:
        return "a value that cannot be read, negated or in a Deny"
    return _class_of_values(family, [*values, *seen])


def _class_of_values(family: str, values: list[str]) -> str:
    if family == "ARN":
        odd = any(value.count(":") < 5 for value in values)
        return "ARN operators on what is not an ARN" if odd else "ARN operators reach past colons"
    if family == "IPAddress" and "x" in values:
        return "NotIpAddress on what is not an address"
    if family == "IPAddress" and any("/" in value for value in values):
        return "NotIpAddress on what is not an address"
    if family == "Bool" and "yes" in values:
        return "Bool on what is not a Boolean"
    if family == "Binary" and any(read_binary(value) is None for value in values):
        return "BinaryEquals on what is not base64"
    if family == "Numeric" and any("e" in value for value in values):
        return "numbers with an exponent"
    odd_dates = ("2026-06", "20260601")
    return "dates that only one reads" if family == "Date" and set(odd_dates) & set(values) else ""


def classes_of(
    statements: tuple[Statement, ...], request: Request, context: dict[str, Any]
) -> set[str]:
    """Find every element on which the two differ, and name its class."""
    found = set()
    theirs = eval_context(request, context)
    for statement in statements:
        denies = statement.effect == "Deny"
        for condition in statement.conditions:
            compiled = CompiledCondition(condition, variables=True, denies=denies)
            ours = compiled.test(request.context)
            written = {condition.operator: {condition.key: list(condition.values)}}
            met = iam_evaluator._conditions_met(written, theirs)
            if ours == UNKNOWN or (ours == YES) != met:
                name = class_of_condition(condition, context, denies=denies)
                found.add(name or f"unlisted: {condition}")
        for resource in statement.resources:
            text = str(resource)
            if isinstance(resource, Unknown):
                found.add("a resource that AWS rejects")
            elif "${" in text:
                found.add("policy variables")
            elif resource_matches(text, request.resource) != resource_matches(
                text, request.resource, wide=True
            ):
                found.add("* at the end of an ARN segment")
    return found


@cache
def compared() -> tuple[int, Counter[str], tuple[str, ...]]:
    """Compare the pairs; give the agreements, the disagreements by class, and the unexplained."""
    rng = random.Random(20261123)
    outcomes = {"Allow": "allowed", "Deny": "explicitDeny", "ImplicitDeny": "implicitDeny"}
    agreed, classes, unexplained = 0, Counter[str](), []
    for _ in range(PAIRS):
        written = [random_statement(rng, number) for number in range(rng.randint(1, 4))]
        context = random_context(rng)
        request = Request(rng.choice(ACTIONS), rng.choice(RESOURCES), context_of(context))
        policy: Policy = parse_policy({"Version": "2012-10-17", "Statement": written})
        ours = Evaluator([policy]).decide(request).outcome
        theirs = outcomes[theirs_of(written, request, context).decision]
        if ours == theirs:
            agreed += 1
            continue
        names = classes_of(policy.statements, request, context)
        classes.update(names)
        if not names or any(name not in LISTED for name in names):
            unexplained.append(json.dumps([written, context, ours, theirs, sorted(names)]))
    return agreed, classes, tuple(unexplained)


def test_every_disagreement_is_of_a_class_that_is_judged() -> None:
    assert not compared()[2], "\n".join(compared()[2][:3])


def test_the_two_agree_nearly_always(counted: Callable[[str], None]) -> None:
    counted(f"{compared()[0]:,} of {PAIRS:,} pairs agree; of the rest each is judged")
    assert compared()[0] >= 0.9 * PAIRS


def test_every_class_that_is_judged_is_seen() -> None:
    assert set(compared()[1]) == set(LISTED)


def test_every_class_names_a_rule_of_aws() -> None:
    rules = json.loads((Path(__file__).parent.parent / "cases" / "rules.json").read_text())["rules"]
    assert {row["aws"] for row in LISTED.values()} <= set(rules)


ACCOUNT = "111122223333"
QUEUE = f"arn:aws:sqs:us-east-1:{ACCOUNT}:jobs"
PRINCIPALS: list[Any] = [
    *("*", {"AWS": "*"}, {"AWS": ACCOUNT}, {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}),
    *({"AWS": f"arn:aws:iam::{ACCOUNT}:role/{name}"} for name in ("app", "app", "other")),
    *({"AWS": "444455556666"}, {"Service": "sns.amazonaws.com"}),
    {"AWS": ["444455556666", f"arn:aws:iam::{ACCOUNT}:role/app"]},
]
OF_QUEUES = ["sqs:*", "sqs:SendMessage", "sqs:Send*", "sqs:ReceiveMessage", "s3:*"]
NAMED = [QUEUE, QUEUE.replace("jobs", "other"), "*", QUEUE.replace("jobs", "j?b*")]


def flat_statement(rng: random.Random) -> dict[str, Any]:
    """Return a statement without conditions, which are compared above."""
    effect = rng.choice(["Allow", "Allow", "Deny"])
    names = ("NotAction" if rng.random() < 0.15 else "Action", "Resource")
    return {"Effect": effect, names[0]: some(rng, OF_QUEUES), names[1]: some(rng, NAMED)}


def flat_policy(rng: random.Random, *, principals: bool = False) -> dict[str, Any]:
    statements = [flat_statement(rng) for _ in range(rng.randint(1, 3))]
    if principals:
        statements = [{**each, "Principal": rng.choice(PRINCIPALS)} for each in statements]
    return {"Version": "2012-10-17", "Statement": statements}


def a_role(own: dict[str, Any], of_queue: dict[str, Any], limit: Any) -> Document:
    """Return a template of a role with a boundary, and of a queue with a policy."""
    boundary = {"Type": "AWS::IAM::ManagedPolicy", "Properties": {"PolicyDocument": limit}}
    bounded = {"PermissionsBoundary": {"Ref": "Boundary"}} if limit else {}
    role = {
        "RoleName": "app",
        "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": []},
        "Policies": [{"PolicyName": "own", "PolicyDocument": own}],
        **bounded,
    }
    queue = {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": "jobs"}}
    policy = {"Queues": [{"Ref": "Queue"}], "PolicyDocument": of_queue}
    resources = {
        "Role": {"Type": "AWS::IAM::Role", "Properties": role},
        "Queue": queue,
        "QueuePolicy": {"Type": "AWS::SQS::QueuePolicy", "Properties": policy},
        **({"Boundary": boundary} if limit else {}),
    }
    return Document({"Resources": resources}, "t.yaml")


def combined(own: Any, of_queue: Any, limit: Any, request: Request) -> str:
    """Return what ministack decides of a role's policies, its boundary and a queue's policy."""
    context = replace(
        eval_context(request, {}),
        principal_arn=f"arn:aws:sts::{ACCOUNT}:assumed-role/app/s",
    )
    limits = [[iam_evaluator.parse_policy_document(limit)]] if limit else []
    mine = iam_evaluator.evaluate(context, [iam_evaluator.parse_policy_document(own)], *limits)
    found = iam_evaluator.combine_resource_policy(
        mine, context, of_queue, ACCOUNT, limits=tuple(limits)
    )
    decision: str = found.decision
    return decision


def test_the_two_agree_on_roles_with_limits_and_policies_of_resources() -> None:
    rng = random.Random(20261128)
    here = Environment(account=ACCOUNT, region="us-east-1")
    outcomes = {"Allow": "allowed", "Deny": "explicitDeny", "ImplicitDeny": "implicitDeny"}
    seen: Counter[str] = Counter()
    for _ in range(150):
        own, of_queue = flat_policy(rng), flat_policy(rng, principals=True)
        limit = flat_policy(rng) if rng.random() < 0.5 else None
        document = a_role(own, of_queue, limit)
        role = roles_of(document, here)["Role"]
        policies = ResourcePolicies(document, here)
        for action in ("sqs:SendMessage", "sqs:ReceiveMessage", "sqs:DeleteMessage"):
            request = Request(action, QUEUE, context_of({}))
            ours = policies.weigh(evaluator_of(role).decide(request), role).outcome
            theirs = outcomes[combined(own, of_queue, limit, request)]
            assert ours == theirs, json.dumps([own, of_queue, limit, action, ours, theirs])
            seen[ours] += 1
    assert min(seen[each] for each in outcomes.values()) > 40
