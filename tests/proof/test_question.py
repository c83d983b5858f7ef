"""What is proven, refuted and unknown of whole policies."""

from __future__ import annotations

import pytest

from influmojo_cfn.iam.budget import Budget
from influmojo_cfn.iam.document import Policy, parse_policy
from influmojo_cfn.iam.unknown import Unknown
from influmojo_cfn.proof.access import Access, ProofAnswer
from influmojo_cfn.proof.question import excess
from tests.proof.policies import NOTHING, Statement, allow, deny, document, role

BUCKET = "arn:aws:s3:::uploads/*"
VPC = {"StringEquals": {"aws:SourceVpc": "vpc-1"}}


def added(old: list[Statement], new: list[Statement]) -> ProofAnswer:
    return excess(role(*old), [role(*new)])


WIDENED = {
    "an action": ([allow("s3:Get*")], [allow("s3:*")]),
    "an action that is not known yet": ([allow(["s3:GetObject"])], [allow("s3:GetObjec*")]),
    "a resource": ([allow("s3:*", BUCKET)], [allow("s3:*", "arn:aws:s3:::uploads*")]),
    "no condition": ([allow("s3:*", "*", VPC)], [allow("s3:*")]),
    "another value": (
        [allow("s3:*", "*", VPC)],
        [allow("s3:*", "*", {"StringLike": {"aws:SourceVpc": "vpc-*"}})],
    ),
    "if exists": (
        [allow("s3:*", "*", VPC)],
        [allow("s3:*", "*", {"StringEqualsIfExists": {"aws:SourceVpc": "vpc-1"}})],
    ),
    "a Deny that goes": ([allow("s3:*"), deny("s3:DeleteBucket")], [allow("s3:*")]),
    "NotAction": (
        [allow("s3:*")],
        [allow("x", NotAction="iam:*")],
    ),
    "NotResource": ([allow("s3:*", BUCKET)], [allow("s3:*", "x", NotResource=BUCKET)]),
    "a longer date": (
        [allow("s3:*", "*", {"DateLessThan": {"aws:CurrentTime": "2026-01-01T00:00:00Z"}})],
        [allow("s3:*", "*", {"DateLessThan": {"aws:CurrentTime": "2026-01-01T00:00:01Z"}})],
    ),
    "a larger block": (
        [allow("s3:*", "*", {"IpAddress": {"aws:SourceIp": "10.0.0.0/9"}})],
        [allow("s3:*", "*", {"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}})],
    ),
    "one of the values in place of all": (
        [allow("s3:*", "*", {"ForAllValues:StringEquals": {"aws:TagKeys": ["a", "b"]}})],
        [allow("s3:*", "*", {"ForAnyValue:StringEquals": {"aws:TagKeys": ["a", "b"]}})],
    ),
}


@pytest.mark.parametrize("name", WIDENED)
def test_widened(name: str) -> None:
    old, new = WIDENED[name]
    assert added(old, new).verdict == "refuted"


@pytest.mark.parametrize("name", [n for n in WIDENED if not n.startswith(("one of", "NotR"))])
def test_the_way_back_narrows(name: str) -> None:
    old, new = WIDENED[name]
    assert added(new, old).verdict == "proven"


SAME = {
    "split": (
        [allow(["s3:GetObject", "s3:PutObject"])],
        [allow("s3:GetObject"), allow("s3:PutObject")],
    ),
    "blocks": (
        [allow("s3:*", "*", {"IpAddress": {"aws:SourceIp": ["10.0.0.0/9", "10.128.0.0/9"]}})],
        [allow("s3:*", "*", {"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}})],
    ),
    "case of an action": ([allow("S3:getobject")], [allow("s3:GetObject")]),
    "a Deny in another form": (
        [allow("s3:*", "*", {"StringEquals": {"aws:SourceVpc": "vpc-1"}})],
        [
            allow("s3:*"),
            deny("s3:*", "*", {"StringNotEquals": {"aws:SourceVpc": "vpc-1"}}),
        ],
    ),
    "NotResource and a Deny": (
        [allow("s3:*", "x", NotResource=BUCKET)],
        [allow("s3:*"), deny("s3:*", BUCKET)],
    ),
    "NotAction and a Deny": (
        [allow("x", NotAction=["iam:*", "s3:DeleteBucket"])],
        [allow("*"), deny(["iam:*", "s3:DeleteBucket"])],
    ),
    "two resources whose union is one": (
        [allow("s3:*", ["arn:aws:s3:::a*", "arn:aws:s3:::a"])],
        [allow("s3:*", "arn:aws:s3:::a*")],
    ),
    "a variable": (
        [allow("s3:*", "arn:aws:s3:::home/${aws:username}/*")],
        [allow("s3:*", "arn:aws:s3:::home/${aws:username}/*")],
    ),
    "a variable in a condition": (
        [allow("ec2:*", "*", {"StringEquals": {"ec2:ResourceTag/owner": "${aws:username}"}})],
        [allow("ec2:*", "*", {"StringLike": {"ec2:ResourceTag/owner": "${aws:username}"}})],
    ),
    "true, or false, or absent": (
        [
            allow("s3:*", "*", {"Bool": {"aws:SecureTransport": "true"}}),
            allow("s3:*", "*", {"BoolIfExists": {"aws:SecureTransport": "false"}}),
        ],
        [allow("s3:*")],
    ),
    "numbers that meet": (
        [
            allow("s3:*", "*", {"NumericLessThan": {"s3:max-keys": "10"}}),
            allow("s3:*", "*", {"NumericGreaterThanEqualsIfExists": {"s3:max-keys": "10"}}),
        ],
        [allow("s3:*")],
    ),
    "Null and a pattern": (
        [allow("s3:*", "*", {"StringLike": {"aws:SourceVpc": "*"}})],
        [allow("s3:*", "*", {"Null": {"aws:SourceVpc": "false"}})],
    ),
}


@pytest.mark.parametrize("name", SAME)
def test_the_same_said_otherwise(name: str) -> None:
    old, new = SAME[name]
    assert (added(old, new).verdict, added(new, old).verdict) == ("proven", "proven")


class TestWhereAnotherProverPassesWrongly:
    def test_a_variable_in_the_resource_of_a_deny_is_not_widened(self) -> None:
        denied = deny("s3:*", "arn:aws:s3:::home/${aws:username}/*")
        assert excess(NOTHING, [role(allow("s3:*", "arn:aws:s3:::home/*"), denied)]).verdict == (
            "refuted"
        )

    def test_a_variable_in_the_notresource_of_a_deny_is_not_narrowed(self) -> None:
        denied = deny("s3:*", "x", NotResource="arn:aws:s3:::home/${aws:username}/*")
        found = excess(NOTHING, [role(allow("s3:*"), denied)])
        assert found.verdict == "refuted"
        request = found.excesses[0].counterexample.request
        assert request.context["aws:username"]

    def test_a_deny_on_any_value_lets_an_absent_key_escape(self) -> None:
        denied = deny("s3:*", "*", {"StringLike": {"aws:SourceVpc": "*"}})
        found = excess(NOTHING, [role(allow("s3:*"), denied)])
        assert found.verdict == "refuted"
        assert not found.excesses[0].counterexample.request.context

    @pytest.mark.parametrize("present", [{}, {"Null": {"aws:SourceIp": "false"}}])
    def test_a_deny_on_every_ipv4_address_lets_ipv6_and_absent_escape(
        self, present: dict[str, dict[str, str]]
    ) -> None:
        denied = deny("s3:*", "*", {"IpAddress": {"aws:SourceIp": "0.0.0.0/0"}})
        found = excess(NOTHING, [role(allow("s3:*", "*", present), denied)])
        assert found.verdict == "refuted"
        values = found.excesses[0].counterexample.request.context.get("aws:sourceip", ())
        assert isinstance(values, tuple)
        assert bool(values) is bool(present)
        assert all(":" in value for value in values)

    def test_a_session_principal_is_not_its_role(self) -> None:
        session = "arn:aws:sts::111122223333:assumed-role/Deployer/build-1"
        whole = "arn:aws:iam::111122223333:role/Deployer"
        assert excess(trust(session), [trust(whole)]).verdict == "refuted"
        assert excess(trust(whole), [trust(session)]).verdict == "proven"

    def test_a_bound_on_work_gives_unknown(self) -> None:
        wild = [allow("s3:*", f"arn:aws:s3:::*{c}*{d}?????*") for c in "abcdef" for d in "ghij"]
        other = allow("s3:*", ["arn:aws:s3:::*" + "a" + "?" * 40 + "b", "arn:aws:s3:::*z*y*"])
        found = excess(role(other), [role(*wild)], budget=Budget(cells=50, seconds=5))
        assert found.verdict != "proven"

    def test_an_operator_that_is_not_one_gives_unknown(self) -> None:
        odd = allow("s3:*", "*", {"StringIsNot": {"aws:SourceVpc": "vpc-1"}})
        assert added([odd], [allow("s3:*")]).verdict != "proven"
        assert added([allow("s3:GetObject", BUCKET)], [odd]).verdict == "unknown"

    def test_a_character_that_letters_are_made_of_gives_unknown(self) -> None:
        home = allow("s3:*", "arn:aws:s3:::${aws:username}")
        denied = deny("s3:*", "arn:aws:s3:::\ue000")
        assert excess(NOTHING, [role(home, denied)]).verdict == "unknown"


def trust(principal: str) -> Access:
    statement = allow("sts:AssumeRole", Principal={"AWS": principal})
    del statement["Resource"]
    return Access((parse_policy(document(statement), kind="trust"),))


def test_a_boundary_limits() -> None:
    bounded = Access(role(allow("*")).identity, boundary=role(allow("s3:*")).identity)
    assert excess(role(allow("s3:*")), [bounded]).verdict == "proven"
    assert excess(bounded, [role(allow("s3:*"))]).verdict == "proven"
    assert excess(bounded, [role(allow("ec2:*"))]).verdict == "refuted"


def test_what_is_not_known_is_not_proven() -> None:
    known = role(allow("s3:*"))
    doubtful = Access((Policy((), unknown=("the policy is another stack's",)),))
    assert excess(known, [doubtful]).verdict == "unknown"
    assert excess(doubtful, [doubtful]).verdict == "proven"


def test_an_unknown_resource_keeps_what_is_known_of_it() -> None:
    text = Unknown("Bucket is a parameter", "arn:aws:s3:::*/*")
    policy = parse_policy(
        {
            "Version": "2012-10-17",
            "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": [text]}],
        }
    )
    assert excess(role(allow("s3:*", "arn:aws:s3:::*")), [Access((policy,))]).verdict == "proven"
    assert excess(role(allow("s3:*", "arn:aws:s3:::a/*")), [Access((policy,))]).verdict == "unknown"


class TestWhereTheReadingsOfAStarDiffer:
    DENIED = deny("*", "arn:aws:ssm:*:*:parameter/a/*")
    """In the wide reading also ``arn:aws:ssm:us-east-1:111122223333:parameter/b/:parameter/a/``."""

    @staticmethod
    def allowed(actions: str) -> Statement:
        return allow(actions, "arn:aws:ssm:us-east-1:111122223333:parameter/b/*")

    def test_what_holds_in_one_of_them_is_neither_proven_nor_refuted(self) -> None:
        found = added([allow("ssm:*"), self.DENIED], [self.allowed("ssm:*")])
        assert found.verdict == "unknown"
        assert "depends on how far * reaches" in found.unknown[0]

    def test_a_new_action_has_resources_of_the_types_of_its_service(self) -> None:
        denied = deny("*", "arn:aws:sqs:*:*:a*")
        allowed = allow("sqs:*", "arn:aws:sqs:us-east-1:111122223333:b*")
        assert added([allow("sqs:*"), denied], [allowed]).verdict == "proven"

    def test_what_is_asked_about_is_an_arn_or_a_star(self) -> None:
        old, new = allow("s3:*", "arn:aws:sqs"), allow("s3:*", "arn:aws:sqs:*")
        assert [added([one], [other]).verdict for one, other in ((old, new), (new, old))] == [
            "proven",
            "proven",
        ]

    def test_no_name_of_a_parameter_holds_a_colon(self) -> None:
        found = added([allow("ssm:*"), self.DENIED], [self.allowed("ssm:GetParameter")])
        assert found.verdict == "proven"


def test_a_thousand_statements_each_narrowed() -> None:
    old = [allow("s3:GetObject", f"arn:aws:s3:::b{i}/*") for i in range(1000)]
    new = [allow("s3:GetObject", f"arn:aws:s3:::b{i}/x*") for i in range(1000)]
    assert added(old, new).verdict == "proven"


def test_the_resources_by_which_it_grew_are_named() -> None:
    old = allow("s3:GetObject", ["arn:aws:s3:::a/*", "arn:aws:s3:::b/*"])
    new = allow(["s3:GetObject", "s3:PutObject"], ["arn:aws:s3:::a/*", "arn:aws:s3:::c/*"])
    found = added([old, allow("s3:PutObject", "*")], [new])
    assert [(e.actions, e.resources) for e in found.excesses] == [
        (("s3:GetObject",), ("arn:aws:s3:::c/*",))
    ]


@pytest.mark.parametrize(("count", "named"), [(1, 1), (4, 4), (5, 0)])
def test_the_denies_that_requests_meet_are_named_where_each_was_looked_at(
    count: int, named: int
) -> None:
    denies = [
        deny("s3:GetObject", "*", {"StringEquals": {"aws:SourceVpc": f"vpc-{number}"}})
        for number in range(count)
    ]
    (found,) = added([allow("s3:GetObject"), *denies], [allow("s3:GetObject")]).excesses
    assert [statement.path[1] for _, statement in found.denied] == list(range(1, named + 1))


def test_each_statement_that_exceeds_is_named() -> None:
    new = [allow("s3:GetObject", BUCKET), allow("sqs:SendMessage")]
    found = added([allow("sns:Publish")], new).excesses
    assert [e.actions for e in found] == [("s3:GetObject",), ("sqs:SendMessage",)]
    assert [e.statement.resources for e in found] == [(BUCKET,), ("*",)]


QUEUE = allow("sqs:*")
ANY_SERVICE = "arn:aws:s?:::uploads/*"


@pytest.mark.parametrize(
    ("old", "new", "verdict"),
    [
        ([QUEUE], [QUEUE, allow("s3:*", ANY_SERVICE)], "unknown"),
        ([allow("s3:*", ANY_SERVICE)], [allow("s3:*", ANY_SERVICE)], "proven"),
        ([allow("s3:*", ANY_SERVICE)], [allow("s3:*", BUCKET)], "unknown"),
        ([allow("s3:*"), deny("s3:*", ANY_SERVICE)], [allow("s3:*")], "unknown"),
        (
            [allow("s3:*"), deny("s3:*", BUCKET)],
            [allow("s3:*"), deny("s3:*", ANY_SERVICE)],
            "unknown",
        ),
        ([QUEUE], [QUEUE, allow("s3:*", f"{ANY_SERVICE}/${{aws:username}}")], "unknown"),
    ],
)
def test_a_wildcard_for_the_service_is_neither_counted_on_nor_ruled_out(
    old: list[Statement], new: list[Statement], verdict: str
) -> None:
    assert added(old, new).verdict == verdict


def test_every_principal_by_which_it_grew_is_named() -> None:
    accounts = ["111122223333", "444455556666"]
    trust = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": accounts}}
    new = Access((parse_policy(document(trust), kind="trust"),))
    (found,) = excess(NOTHING, [new]).excesses
    assert found.principals == tuple(("AWS", account) for account in accounts)
