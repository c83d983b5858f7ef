"""A wrong argument to any public function is refused with words that name it."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import influmojo_cfn
from influmojo_cfn import App, AppEnvironment, Error, GrantUse, Role, Template, grant, testing
from influmojo_cfn.arguments import FILE, LIST_OF_TEXTS, TEXT, TEXTS, VALUES, check_arguments
from influmojo_cfn.recording.in_process import recorded

OWN = "templates/influmojo-ecs-iam.yaml"
ACTION, OBJECT = "s3:GetObject", "arn:aws:s3:::influmojo-uploads/a"
CLAIM = {"claim": "no IAM", "never": {"actions": ["iam:*"]}, "role": "TaskRole"}
SERVICE = "Service:ecs-tasks.amazonaws.com"
BYTES: Any = b"x"
ONE: Any = 1
ONCE: Any = iter("a")

Call = Callable[..., Any]


def of_template(method: str) -> Call:
    return lambda **given: getattr(Template(OWN), method)(**given)


def of_role(method: str) -> Call:
    return lambda **given: getattr(testing.Role(OWN, "TaskRole"), method)(**given)


def rendered(**given: Any) -> str:
    answer = Template(OWN).simulate("TaskRole", ACTION, OBJECT)
    return influmojo_cfn.render(**{"answer": answer, **given})


CALLS: dict[str, tuple[Call, dict[str, Any]]] = {
    "Template": (Template, {"source": OWN}),
    "simulate": (of_template("simulate"), {"role": "TaskRole", "action": ACTION}),
    "diff": (of_template("diff"), {"new": OWN}),
    "prove": (of_template("prove"), {"claims": {"claims": [CLAIM]}}),
    "preflight": (of_template("preflight"), {}),
    "check": (lambda **given: influmojo_cfn.check(OWN, **{"iam_only": True, **given}), {}),
    "render": (rendered, {}),
    "load": (influmojo_cfn.load, {"path": "influmojo-cfn.yaml"}),
    "parse": (influmojo_cfn.parse, {"text": "a: 1"}),
    "build": (influmojo_cfn.build, {"app": influmojo_cfn.load("influmojo-cfn.yaml")}),
    "testing.Role": (testing.Role, {"template": OWN, "name": "TaskRole"}),
    "can": (of_role("can"), {"action": ACTION}),
    "cannot": (of_role("cannot"), {"action": ACTION}),
    "can_be_assumed_by": (of_role("can_be_assumed_by"), {"principal": SERVICE}),
    "cannot_be_assumed_by": (of_role("cannot_be_assumed_by"), {"principal": SERVICE}),
    "assert_never": (
        testing.assert_never,
        {"subject": OWN, "actions": "iam:*", "role": "TaskRole"},
    ),
    "assert_no_new_access": (testing.assert_no_new_access, {"old": OWN, "new": OWN}),
}
OF = {
    **{name: getattr(Template, name) for name in ("simulate", "diff", "prove", "preflight")},
    **{name: getattr(testing.Role, name) for name in CALLS if hasattr(testing.Role, name)},
    "check": influmojo_cfn.check,
    "render": influmojo_cfn.render,
}
PLACES = [
    (name, parameter.name)
    for name, (call, _) in CALLS.items()
    for parameter in inspect.signature(OF.get(name, call)).parameters.values()
    if parameter.name != "self" and parameter.kind is not parameter.VAR_POSITIONAL
]


def wrong() -> Iterator[object]:
    """Yield what no public function takes anywhere."""
    yield from (b"x", 7.5, object(), len, [b"x"], [[]], {1: 2}, {"a": {1: 2}}, {b"x"})
    yield (text for text in "ab")


@pytest.mark.parametrize("name", CALLS)
def test_the_arguments_that_are_made_wrong_are_right_before(name: str) -> None:
    call, given = CALLS[name]
    call(**given)


@pytest.mark.parametrize(("name", "parameter"), PLACES)
def test_a_wrong_argument_is_refused_by_its_name(name: str, parameter: str) -> None:
    call, given = CALLS[name]
    spoken = {"name": "role", "template": "source", "subject": "source"}.get(parameter, parameter)
    spoken = {"old": "source", "new": "source", "claims": "source"}.get(spoken, spoken)
    for value in wrong():
        if isinstance(value, dict) and spoken in ("source", "boundary", "endpoint_policy"):
            continue  # a mapping is a document, and says itself what is wrong with it
        with pytest.raises(Error, match=spoken):
            call(**{**given, parameter: value})


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (
            lambda: recorded(BYTES).__enter__(),
            "app: is of type bytes; expected an App, or its file",
        ),
        (
            lambda: recorded(workload=ONE, enforce=ONE).__enter__(),
            "enforce: is of type int; expected True or False",
        ),
        (lambda: Template(OWN).preflight(BYTES), "task_definition: is of type bytes; expected a"),
        (lambda: Template(OWN).preflight({}), "is not a task definition; give a mapping"),
        (lambda: Template(OWN).preflight(kms_key="alias/a"), "kms_key: 'alias/a' is not the ARN"),
        (lambda: Template(OWN).preflight(values={"IMAGE": "a"}), "values: no placeholder is named"),
        (lambda: Template(OWN).explain(BYTES), "role: is of type bytes; expected a string"),
        (lambda: influmojo_cfn.check(BYTES), "files: one is of type bytes; expected a file's name"),
        (
            lambda: influmojo_cfn.check(OWN, ignore="W9204"),
            "ignore: is 'W9204'; expected a list of strings",
        ),
        (lambda: influmojo_cfn.dump({"a": b"x"}), "data: a template cannot contain a bytes"),
        (lambda: influmojo_cfn.dump({"a": {1: 2}}), "data: a template has no key 1"),
        (lambda: influmojo_cfn.check(OWN, ignore=[""]), "ignore: '' is not a rule ID"),
        (lambda: influmojo_cfn.check(OWN, ignore=["W9999"]), "'W9999' is not a rule of"),
        (lambda: Template({"Resources": {ONE: {}}}), "Resources: has the key 1; expected a string"),
        (lambda: Template({"Resources": {"A": ONE}}), "Resources.A: is the number 1; expected a"),
        (
            lambda: testing.Role(OWN, "TaskRole").can(ACTION, OBJECT, {"aws:SourceIp": ONCE}),
            "context: is .*; expected a mapping",
        ),
        (lambda: testing.Role(OWN, "TaskRole").cannot("s3"), "^action: 's3' is not an action"),
        (lambda: Template("a\0b"), "source: is 'a.x00b'; expected a file's name"),
        (lambda: Template("x" * 5000), "cannot be read: File name too long"),
        (lambda: testing.Role(OWN, "TaskRole").can_be_assumed_by(""), "'' is not Service:ID"),
        (lambda: testing.assert_never(OWN, [], role="TaskRole"), "actions: is .*expected a string"),
        (lambda: testing.assert_never(OWN, "s4*:*", role="TaskRole"), "no service has a prefix"),
        (
            lambda: testing.assert_never(OWN, ACTION, "arn:aws:sqs:*:*:x", role="TaskRole"),
            "no request on .* is of this shape, so nothing is asserted",
        ),
        (
            lambda: App(project="a", environments={"b": AppEnvironment(values={ONE: "c"})}),
            "1 is not",
        ),
        (
            lambda: App(
                project="a",
                task_role=Role(grants=[GrantUse(grant="sqs.send_messages", arguments={ONE: "c"})]),
            ),
            "1 is not text; expected an argument's name",
        ),
    ],
)
def test_what_would_say_nothing_or_fail_without_words_is_refused(asked: Call, words: str) -> None:
    with pytest.raises(Error, match=words):
        asked()


def test_a_file_that_cannot_be_and_what_a_mapping_holds_are_told_apart() -> None:
    assert FILE.takes(Path("a"))
    assert not FILE.takes("\ud800")
    assert VALUES.takes({"a": ["b", True, 1]})
    assert not VALUES.takes({"a": None})
    assert LIST_OF_TEXTS.takes(())
    assert not TEXTS.takes(())
    assert TEXT.or_none().takes(None)
    assert not TEXT.takes(None)


def test_every_wrong_argument_is_listed() -> None:
    with pytest.raises(Error) as raised:
        check_arguments(one=(1, TEXT), two=("a", TEXT), three=(["a", 1], TEXTS))
    assert [str(each) for each in raised.value.problems] == [
        "one: is of type int; expected a string",
        "three: is ['a', 1]; expected a string, or a list of at least one",
    ]


def test_a_grant_of_texts_is_taken() -> None:
    queue = grant("sqs.send_messages", queue="orders")
    assert App(project="a", task_role=Role(grants=[queue])).task_role
