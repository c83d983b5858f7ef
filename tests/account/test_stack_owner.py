"""The stack that owns roles, by CloudFormation's tags, and where a deployment would be wrong."""

from __future__ import annotations

from typing import Any, cast

import pytest
from botocore.exceptions import ClientError

from influmojo_cfn.account.identities import Identities, PolicyState, RoleState
from influmojo_cfn.account.stack_owner import (
    STACK_TAG,
    StackOwner,
    check_names,
    check_owner,
    owner_of,
    owners_in,
    without_former_owners,
)
from influmojo_cfn.errors import AccountError

ID = "arn:aws:cloudformation:{}:111122223333:stack/{}/1"


def role(name: str, stack: str | None = None, region: str | None = "eu-west-1") -> RoleState:
    tags = {} if stack is None else {STACK_TAG: stack}
    if stack and region:
        tags["aws:cloudformation:stack-id"] = ID.format(region, stack)
    return RoleState(name=name, tags=tags)


def found(*roles: RoleState) -> Identities:
    return Identities(roles={each.name: each for each in roles})


@pytest.mark.parametrize(
    ("of", "owner"),
    [
        (role("a"), None),
        (role("a", "one"), StackOwner(name="one", region="eu-west-1")),
        (role("a", "one", None), StackOwner(name="one")),
        (RoleState(name="a", tags={"aws:cloudformation:stack-id": "x"}), None),
    ],
)
def test_a_role_is_owned_by_the_stack_of_its_tags(of: RoleState, owner: StackOwner | None) -> None:
    assert owner_of(of) == owner


@pytest.mark.parametrize(
    ("owner", "text"),
    [
        (StackOwner(name="one", region="eu-west-1"), "stack one in eu-west-1"),
        (StackOwner(name="one"), "stack one"),
    ],
)
def test_a_stack_is_shown_with_its_region(owner: StackOwner, text: str) -> None:
    assert str(owner) == text


OWNERS: dict[str, tuple[Identities, set[str]]] = {
    "no role": (found(), set()),
    "roles of no stack": (found(role("a")), set()),
    "roles of one stack": (found(role("a", "one"), role("b", "one")), {"one"}),
    "roles of one stack and of none": (found(role("a", "one"), role("b")), {"one"}),
    "roles of a stack without a Region": (found(role("a", "one", None)), {"one"}),
    "roles of two stacks": (found(role("a", "one"), role("b", "two")), {"one", "two"}),
    "roles of another Region": (found(role("a", "one", "eu-west-2")), set()),
    "roles of one name in two Regions": (
        found(role("a", "one"), role("b", "one", "eu-west-2")),
        set(),
    ),
}


@pytest.mark.parametrize(("of", "names"), OWNERS.values(), ids=OWNERS)
def test_the_stacks_of_a_region_that_own_the_roles(of: Identities, names: set[str]) -> None:
    assert owners_in(of, "eu-west-1") == names


def check(of: Identities, name: str | None, status: str | None = None) -> None:
    stack = None if status is None else {"StackStatus": status}
    check_owner(of, name=name, stack=stack, region="eu-west-1")


RIGHT: dict[str, tuple[Identities, str | None, str | None]] = {
    "nothing is there": (found(), "one", None),
    "the stack owns the roles": (found(role("a", "one")), "one", "CREATE_COMPLETE"),
    "the stack owns them without a Region": (
        found(role("a", "one", None)),
        "one",
        "UPDATE_COMPLETE",
    ),
    "a stack is there that does not own them": (found(role("a")), "one", "CREATE_COMPLETE"),
    "no stack is asked for": (found(role("a")), None, None),
}


@pytest.mark.parametrize(("of", "name", "status"), RIGHT.values(), ids=RIGHT)
def test_what_is_right_is_told_nothing(
    of: Identities, name: str | None, status: str | None
) -> None:
    check(of, name, status)


WRONG: dict[str, tuple[Identities, str | None, str | None, str]] = {
    "another stack": (
        found(role("a", "two")),
        "one",
        "CREATE_COMPLETE",
        "role a: belongs to stack two in eu-west-1, not to stack one in eu-west-1; "
        "give --stack-name two --region eu-west-1",
    ),
    "the stack of another Region": (
        found(role("a", "one", "eu-west-2")),
        "one",
        None,
        "role a: belongs to stack one in eu-west-2, not to stack one in eu-west-1; "
        "give --stack-name one --region eu-west-2",
    ),
    "a stack without a Region": (
        found(role("a", "my stack", None)),
        "one",
        None,
        "role a: belongs to stack my stack, not to stack one in eu-west-1; "
        "give --stack-name 'my stack'",
    ),
    "a stack where none is asked for": (
        found(role("a", "two", "eu-west-2")),
        None,
        None,
        "role a: belongs to stack two in eu-west-2, not in eu-west-1; "
        "give --stack-name two --region eu-west-2",
    ),
    "no such stack": (
        found(role("a")),
        "one",
        None,
        "stack one in eu-west-1: doesn't exist, but a exist in the account; give the --stack-name "
        "and --region of their stack, or import them: influmojo-cfn adopt --stack-name one",
    ),
}


@pytest.mark.parametrize(("of", "name", "status", "message"), WRONG.values(), ids=WRONG)
def test_a_deployment_that_would_be_wrong_is_refused(
    of: Identities, name: str | None, status: str | None, message: str
) -> None:
    with pytest.raises(AccountError) as caught:
        check(of, name, status)
    assert str(caught.value) == message


@pytest.mark.parametrize("status", ["ROLLBACK_COMPLETE", "CREATE_FAILED", "REVIEW_IN_PROGRESS"])
def test_a_stack_that_was_never_created_owns_nothing(status: str) -> None:
    with pytest.raises(AccountError, match=rf"contains nothing \({status}\), but a exist"):
        check(found(role("a")), "one", status)


def test_policies_that_are_there_are_named_too() -> None:
    policy = PolicyState(arn="arn:aws:iam::111122223333:policy/read", name="read")
    with pytest.raises(AccountError, match="but a, read exist"):
        check(Identities(roles={"a": role("a")}, policies={policy.arn: policy}), "one")


def names(*, held: dict[str, str], is_new: bool = False) -> None:
    expected = Identities(
        roles={"a": RoleState(name="a", logical_id="A")},
        policies={"arn": PolicyState(arn="arn", name="p", logical_id="P")},
    )
    check_names(expected, held, "one", is_new=is_new)


@pytest.mark.parametrize("is_new", [False, True])
@pytest.mark.parametrize("held", [{"A": "a"}, {"A": "a", "P": "p"}, {"A": "a", "Other": "b"}])
def test_a_stack_that_holds_the_same_names_is_right(held: dict[str, str], is_new: bool) -> None:
    names(held=held, is_new=is_new)


def test_a_stack_that_has_lost_or_not_yet_got_a_role_is_right() -> None:
    names(held={"Other": "b"})


@pytest.mark.parametrize(
    ("held", "is_new", "words"),
    [
        (
            {"A": "b"},
            False,
            "contains b, which a deployment with these values would replace by a; ",
        ),
        ({"P": "q"}, True, "contains q, which a deployment with these values would replace by p; "),
        ({"Other": "b"}, True, "contains b, which a deployment would remove; "),
        ({}, True, "contains other resources, which a deployment would remove; "),
    ],
)
def test_a_stack_that_a_deployment_would_harm_is_refused(
    held: dict[str, str], is_new: bool, words: str
) -> None:
    with pytest.raises(AccountError) as raised:
        names(held=held, is_new=is_new)
    assert str(raised.value) == (f"stack one: {words}give the --stack-name of a, or a new one")


class Stacks:
    """Answers DescribeStacks of one stack, by its ID."""

    region_name = "eu-west-1"

    def __init__(self, answer: str) -> None:
        self.answer = answer

    def client(self, service: str) -> Stacks:
        assert service == "cloudformation"
        return self

    def describe_stacks(self, StackName: str) -> dict[str, Any]:
        assert StackName == ID.format("eu-west-1", "one")
        if self.answer.isupper():
            return {"Stacks": [{"StackStatus": self.answer}]}
        raise ClientError({"Error": {"Code": "E", "Message": self.answer}}, "DescribeStacks")


@pytest.mark.parametrize(
    ("answer", "of", "is_owned"),
    [
        ("UPDATE_COMPLETE", role("a", "one"), True),
        ("DELETE_FAILED", role("a", "one"), True),
        ("DELETE_COMPLETE", role("a", "one"), False),
        ("Stack with id one does not exist", role("a", "one"), False),
        ("is not authorized to perform", role("a", "one"), True),
        ("DELETE_COMPLETE", role("a", "one", None), True),
        ("DELETE_COMPLETE", role("a", "two", "eu-west-2"), True),
    ],
    ids=[
        *("a stack", "a deletion that failed", "a deleted stack", "no stack", "not allowed"),
        *("an ID that is not known", "another Region"),
    ],
)
def test_a_deleted_stack_owns_nothing(answer: str, of: RoleState, is_owned: bool) -> None:
    left = without_former_owners(found(of), cast("Any", Stacks(answer))).roles["a"]
    assert (owner_of(left) is not None) == is_owned
