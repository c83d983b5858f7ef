"""What is wrong with an app's grants as a whole, and what looks like a mistake."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.app.model import AppFields, GrantUse, Job, Role, Service, grant, parameter
from influmojo_cfn.app.validation import problems_of, warnings

TRACES = grant("xray.write_traces")
ARN = "arn:aws:secretsmanager:ap-south-1:111122223333:secret:shop/key-AbCdEf"


def app(*grants: GrantUse, **values: Any) -> AppFields:
    return AppFields(**{"project": "shop", "grants": grants, **values})


def topic(name: str, **more: Any) -> GrantUse:
    return grant("sns.publish", topic=parameter(name, **{"default": "a", **more}))


def queue(name: str, **more: Any) -> GrantUse:
    return grant("sqs.send_messages", queue=parameter(name, **{"default": "a", **more}))


def custom(**values: Any) -> GrantUse:
    return grant(
        "custom.statement",
        **{
            "actions": ["s3:GetObject"],
            "resources": ["arn:aws:s3:::a/*"],
            "reason": "The catalog lacks it.",
            **values,
        },
    )


PLAIN: dict[str, Any] = {"name": "night", "schedule": "rate(1 day)"}
REFUSED: dict[str, tuple[AppFields, str, str]] = {
    "an unknown grant": (app(grant("s3.read_object")), "grants[0].grant", "'s3.read_objects'"),
    "a grant like no other": (app(grant("zzz")), "grants[0].grant", "grants lists them"),
    "an unknown use": (
        app(grant("ssm.read_parameters", path="/a", use="cod")),
        "grants[0].use",
        "did you mean 'code'?",
    ),
    "an unknown argument": (
        app(grant("sns.publish", topic="a", topics="b")),
        "grants[0].topics",
        "did you mean 'topic'?",
    ),
    "an argument of a grant that takes none": (
        app(grant("xray.write_traces", topic="a")),
        "grants[0].topic",
        "it takes none",
    ),
    "a missing argument": (app(grant("sns.publish")), "grants[0].topic", "is missing"),
    "none of a group": (
        app(grant("logs.write_logs")),
        "grants[0]",
        "needs at least one of",
    ),
    "a value of the wrong form": (app(grant("sns.publish", topic="a.b")), "grants[0].topic", "SNS"),
    "a Deny that a parameter empties": (
        app(custom(effect="Deny", resources=[parameter("A", default="arn:aws:s3:::a/*")])),
        "grants[0].resources",
        "could be emptied",
    ),
    "one name for two parameters": (
        app(topic("A"), queue("A", default="b")),
        "grants[1].queue",
        "declared differently at grants[0].topic",
    ),
    "one name in two cases": (app(topic("A"), queue("a")), "grants[1].queue", "in case only"),
    "one parameter of two kinds": (
        app(topic("A"), queue("A")),
        "grants[1].queue",
        "is a queue name here and a topic name at grants[0].topic",
    ),
    "a parameter named as a role of a service": (
        app(
            topic("WebTaskRole"),
            services=[
                Service(name="web", repository="a-b", port=80, roles="own"),
                Service(name="api", repository="a-b", port=80, priority=101),
            ],
        ),
        "grants[0].topic.parameter",
        "is a logical ID of the template itself",
    ),
    "a Sid of a grant that makes its own": (
        app(grant("xray.write_traces", sid="Own")),
        "grants[0].sid",
        "makes its own Sids",
    ),
    "a Sid with a hyphen": (app(custom(sid="my-own")), "grants[0].sid", "letters and digits"),
    "an empty Sid": (app(custom(sid="")), "grants[0].sid", "letters and digits"),
    "a Sid with a hyphen, after a grant without one": (
        app(grant("xray.write_traces"), custom(sid="my-own")),
        "grants[1].sid",
        "letters and digits",
    ),
    "a Sid that is given twice": (
        app(custom(sid="Own"), custom(sid="Own")),
        "grants[1].sid",
        "is also that of grants[0]",
    ),
    "a repository of a service": (
        app(services=[Service(name="web", repository="A", port=80)]),
        "services[0].repository",
        "ECR repository name",
    ),
    "a repository of a job": (
        app(jobs=[Job(**PLAIN, repository="A")]),
        "jobs[0].repository",
        "ECR repository name",
    ),
    "the parameter of a secret": (
        app(
            services=[
                Service(
                    name="web",
                    repository="a-b",
                    port=80,
                    secrets={"URL": parameter("Url", default="url")},
                )
            ]
        ),
        "services[0].secrets.URL.default",
        "Parameter Store name",
    ),
    "a name of two parameters of a service": (
        app(
            services=[
                Service(
                    name="web",
                    repository=parameter("Web", default="a-b"),
                    port=80,
                    secrets={"URL": parameter("Web", default="/url")},
                )
            ]
        ),
        "services[0].secrets.URL",
        "is declared differently",
    ),
}


@pytest.mark.parametrize(("wrong", "place", "words"), REFUSED.values(), ids=REFUSED)
def test_a_mistake_is_told_at_its_key(wrong: AppFields, place: str, words: str) -> None:
    (message,) = [problem.message for problem in problems_of(wrong) if problem.place == place]
    assert words in message


ACCEPTED: dict[str, AppFields] = {
    "an argument with a default": app(grant("s3.read_objects", bucket="shop-files")),
    "one parameter for two grants": app(topic("A"), grant("sns.publish", topic="b"), topic("A")),
    "a parameter of two kinds with a pattern": app(
        topic("A", allowed_pattern="[a-z]+"), queue("A", allowed_pattern="[a-z]+")
    ),
    "a Deny of what is fixed": app(custom(effect="Deny")),
    "an Allow of a parameter": app(custom(resources=[parameter("A", default="arn:aws:s3:::a/*")])),
    "one Sid on two roles": app(custom(sid="Own"), custom(sid="Own", use="start")),
    "a Sid on the roles of a service and the shared ones": app(
        custom(sid="Own"),
        services=[
            Service(name="web", repository="a-b", port=80),
            Service(
                name="api",
                repository="a-b",
                port=80,
                priority=101,
                roles="own",
                grants=[custom(sid="Own")],
            ),
        ],
    ),
}


@pytest.mark.parametrize("right", ACCEPTED.values(), ids=ACCEPTED)
def test_what_is_right_is_told_nothing(right: AppFields) -> None:
    assert problems_of(right) == []


def test_values_of_wrong_types_are_told_before_anything_is_read_from_them() -> None:
    wrong = AppFields(project="Shop", tags={"a": 1})  # type: ignore[dict-item]
    assert [problem.place for problem in problems_of(wrong)] == ["tags.a"]


def test_one_mistake_of_two_services_is_told_once_for_each() -> None:
    services = [
        Service(name=name, repository="A", port=80, priority=priority)
        for name, priority in (("a", 1), ("b", 2))
    ]
    places = [problem.place for problem in problems_of(app(services=services))]
    assert places == ["services[0].repository", "services[1].repository"]


WARNED: dict[str, tuple[AppFields, str, str]] = {
    "a grant of the code on the execution role": (
        app(execution_role=Role(grants=[TRACES])),
        "execution_role.grants[0]",
        "which is for ECS itself",
    ),
    "a grant of ECS on the task role": (
        app(task_role=Role(grants=[grant("ecr.pull_images", repositories=["a-b"])])),
        "task_role.grants[0]",
        "which is for the application's code",
    ),
    "a use of the code on the execution role": (
        app(execution_role=Role(grants=[grant("ssm.read_parameters", path="/a", use="code")])),
        "execution_role.grants[0]",
        "is used by the application's code (the task role)",
    ),
    "a parameter that sounds as if it took a secret": (
        app(topic("StripeApiKey")),
        "grants[0].topic.parameter",
        "NoEcho",
    ),
}


@pytest.mark.parametrize(("odd", "place", "words"), WARNED.values(), ids=WARNED)
def test_what_looks_like_a_mistake_is_warned_of(odd: AppFields, place: str, words: str) -> None:
    ((found, message),) = [(problem.place, problem.message) for problem in warnings(odd)]
    assert (found, words in message) == (place, True)


QUIET: dict[str, AppFields] = {
    "a grant on the role that it is meant for": app(TRACES),
    "a second use": app(task_role=Role(grants=[grant("ssm.read_parameters", path="/a")])),
    "an unknown use": app(task_role=Role(grants=[grant("xray.write_traces", use="x")])),
    "an unknown grant": app(execution_role=Role(grants=[grant("s3.read_object")])),
    "a name that sounds of no secret": app(topic("TokensTopic")),
}


@pytest.mark.parametrize("usual", QUIET.values(), ids=QUIET)
def test_what_is_usual_is_warned_of_nowhere(usual: AppFields) -> None:
    assert warnings(usual) == ()


def test_a_parameter_that_is_used_twice_is_warned_of_once() -> None:
    assert len(warnings(app(topic("Password"), topic("Password")))) == 1


def test_a_name_and_its_place_belong_together() -> None:
    place = "arn:aws:s3:::{name}/*"
    name = parameter("Uploads", default="a")
    assert not problems_of(app(custom(resources=[place], name=name)))
    (missing,) = problems_of(app(custom(resources=[place])))
    assert (missing.where, missing.message) == (
        "grants[0].name",
        "is missing: {name} in resources represents it",
    )
    (unused,) = problems_of(app(custom(name="a")))
    assert unused.message == "is not used; write {name} in resources"
    (deny,) = problems_of(app(custom(resources=[place], name=name, effect="Deny")))
    assert deny.where == "grants[0].name"


def test_a_plain_name_can_be_a_parameter_of_another_type() -> None:
    bucket = parameter("Uploads", default="a-bucket")
    plain = custom(resources=["arn:aws:s3:::{name}"], name=bucket)
    read = grant("s3.read_objects", bucket=bucket)
    queue = grant("sqs.send_messages", queue=bucket)
    assert not problems_of(app(plain, read))
    assert not problems_of(app(read, plain))
    (problem,) = problems_of(app(plain, read, queue))
    assert "allowed_pattern" in problem.message
