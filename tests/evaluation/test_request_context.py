"""Which condition keys a request carries, by who makes it and by its resource."""

from __future__ import annotations

import time
from datetime import datetime, timezone
from typing import Any

import pytest

from influmojo_cfn.evaluation.request import parse_principal
from influmojo_cfn.evaluation.request_context import (
    caller_context,
    resource_context,
    service_context,
    task_context,
)
from influmojo_cfn.iam.unknown import Unknown

ROLE = "arn:aws:iam::111122223333:role/task"
NOW = datetime(2026, 11, 27, 12, 0, 5, 999_999, tzinfo=timezone.utc)

OF_EVERY_SERVICE = {
    "aws:currenttime": ("2026-11-27T12:00:05Z",),
    "aws:epochtime": (str(int(NOW.timestamp())),),
    "aws:principalisawsservice": ("true",),
    "aws:requestedregion": ("eu-west-1",),
    "aws:resourceaccount": ("111122223333",),
    "aws:securetransport": ("true",),
}

NOT_KNOWN = {
    "aws:principalservicenameslist",
    "aws:resourceorgid",
    "aws:resourceorgpaths",
    "aws:sourceorgid",
    "aws:sourceorgpaths",
}


def test_what_every_request_of_a_task_carries() -> None:
    now = datetime(2026, 11, 27, 12, 0, tzinfo=timezone.utc)
    context = task_context(
        role_arn=ROLE, account="111122223333", region="us-east-1", tags={"Team": "web"}, now=now
    )
    known = {
        "aws:currenttime": ("2026-11-27T12:00:00Z",),
        "aws:epochtime": (str(int(now.timestamp())),),
        "aws:principalarn": (ROLE,),
        "aws:principaltag/team": ("web",),
        "aws:securetransport": ("true",),
        "aws:viaawsservice": ("false",),
    }
    assert known.items() <= context.items()


@pytest.mark.parametrize("key", ["aws:userid", "aws:tokenissuetime"])
def test_what_aws_alone_knows_is_unknown(key: str) -> None:
    context = task_context(role_arn=ROLE, account="111122223333", region="us-east-1")
    assert isinstance(context[key], Unknown)


@pytest.mark.parametrize(
    ("resource", "account"),
    [
        ("arn:aws:sqs:us-east-1:444455556666:jobs", "444455556666"),
        ("arn:aws:s3:::bucket", "111122223333"),
        ("*", "111122223333"),
    ],
)
def test_the_account_of_a_resource(resource: str, account: str) -> None:
    assert resource_context(resource, "111122223333") == {"aws:resourceaccount": (account,)}


SOURCE = {"aws:sourceaccount", "aws:sourcearn"}


def sent_by(service: str) -> dict[str, Any]:
    """Return what a service sends, without what is not known of it."""
    found = service_context(
        service, account="111122223333", region="eu-west-1", partition="aws-cn", now=NOW
    )
    source = set() if service == "ecs-tasks.amazonaws.com" else SOURCE
    not_known = {key for key, values in found.items() if isinstance(values, Unknown)}
    assert not_known == NOT_KNOWN | source
    return {key: values for key, values in found.items() if key not in not_known}


def test_all_that_a_service_sends_when_it_assumes_a_role() -> None:
    assert sent_by("lambda.amazonaws.com") == {
        **OF_EVERY_SERVICE,
        "aws:principalservicename": ("lambda.amazonaws.com",),
    }
    assert sent_by("ecs-tasks.amazonaws.com") == {
        **OF_EVERY_SERVICE,
        "aws:principalservicename": ("ecs-tasks.amazonaws.com",),
        "aws:sourceaccount": ("111122223333",),
        "aws:sourcearn": ("arn:aws-cn:ecs:eu-west-1:111122223333:*",),
    }


def test_all_that_a_task_sends() -> None:
    now = datetime(2026, 11, 27, 12, 0, 5, 999_999, tzinfo=timezone.utc)
    found = task_context(role_arn=ROLE, account="111122223333", region="eu-west-1", now=now)
    assert found == {
        "aws:currenttime": ("2026-11-27T12:00:05Z",),
        "aws:epochtime": (str(int(now.timestamp())),),
        "aws:tokenissuetime": Unknown("when the task's credentials were issued is not known"),
        "aws:principalaccount": ("111122223333",),
        "aws:principalarn": (ROLE,),
        "aws:principaltype": ("AssumedRole",),
        "aws:principalisawsservice": ("false",),
        "aws:viaawsservice": ("false",),
        "aws:requestedregion": ("eu-west-1",),
        "aws:securetransport": ("true",),
        "aws:userid": Unknown("the role's unique ID and the task's ID are given by AWS", "AROA*:*"),
    }


def test_a_request_without_a_time_is_of_now() -> None:
    before = int(datetime.now(timezone.utc).timestamp())
    found = task_context(role_arn=ROLE, account="111122223333", region="r")
    epoch, written = (found[key] for key in ("aws:epochtime", "aws:currenttime"))
    assert not isinstance(epoch, Unknown)
    assert not isinstance(written, Unknown)
    assert before <= int(epoch[0]) <= datetime.now(timezone.utc).timestamp()
    assert datetime.fromisoformat(written[0].replace("Z", "+00:00")).timestamp() == int(epoch[0])


def test_the_time_of_a_request_is_utc(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Asia/Kolkata")
    time.tzset()
    try:
        found = task_context(role_arn=ROLE, account="111122223333", region="r")
    finally:
        monkeypatch.undo()
        time.tzset()
    written, epoch = (str(found[key]) for key in ("aws:currenttime", "aws:epochtime"))
    moment = datetime.strptime(written, "('%Y-%m-%dT%H:%M:%SZ',)").replace(tzinfo=timezone.utc)
    assert f"('{int(moment.timestamp())}',)" == epoch


@pytest.mark.parametrize(
    ("resource", "account"),
    [
        ("arn:aws:iam::aws:policy/ReadOnlyAccess", "111122223333"),
        ("arn:aws:sqs:us-east-1:*:jobs", "111122223333"),
    ],
)
def test_an_account_that_is_no_number_is_no_owner(resource: str, account: str) -> None:
    assert resource_context(resource, "111122223333") == {"aws:resourceaccount": (account,)}


EVERY_CALLER = {
    "aws:currenttime": ("2026-11-28T12:00:00Z",),
    "aws:epochtime": ("1795867200",),
    "aws:principalisawsservice": ("false",),
    "aws:requestedregion": ("eu-west-1",),
    "aws:securetransport": ("true",),
    "aws:viaawsservice": ("false",),
}
OF_ACCOUNT = {"aws:principalaccount": ("111122223333",)}
TAGS_AND_ID = {"aws:principaltag/*": "*", "aws:userid": "*"}


@pytest.mark.parametrize(
    ("principal", "known", "unknown"),
    [
        pytest.param("Federated:accounts.google.com", {}, {}, id="an identity provider"),
        pytest.param(
            "AWS:arn:aws:iam::111122223333:user/path/ann",
            {
                **OF_ACCOUNT,
                "aws:principalarn": ("arn:aws:iam::111122223333:user/path/ann",),
                "aws:principaltype": ("User",),
                "aws:username": ("ann",),
            },
            TAGS_AND_ID,
            id="a user",
        ),
        pytest.param(
            f"AWS:{ROLE}",
            {**OF_ACCOUNT, "aws:principalarn": (ROLE,), "aws:principaltype": ("AssumedRole",)},
            {**TAGS_AND_ID, "aws:tokenissuetime": "*"},
            id="a role",
        ),
        pytest.param(
            "AWS:arn:aws:sts::111122223333:assumed-role/task/s/1",
            {**OF_ACCOUNT, "aws:principaltype": ("AssumedRole",)},
            {
                **TAGS_AND_ID,
                "aws:principalarn": "arn:aws:iam::111122223333:role/*task",
                "aws:tokenissuetime": "*",
                "aws:userid": "AROA*:s/1",
            },
            id="a session, whose role can have a path",
        ),
        pytest.param(
            "AWS:111122223333",
            OF_ACCOUNT,
            {
                **TAGS_AND_ID,
                "aws:principalarn": "*",
                "aws:principaltype": "*",
                "aws:username": "*",
            },
            id="any principal of an account",
        ),
        pytest.param(
            "AWS:arn:aws:sts::111122223333:federated-user/ann",
            {
                **OF_ACCOUNT,
                "aws:principalarn": ("arn:aws:sts::111122223333:federated-user/ann",),
            },
            TAGS_AND_ID,
            id="another principal",
        ),
    ],
)
def test_what_follows_from_who_assumes_a_role(
    principal: str, known: dict[str, Any], unknown: dict[str, str]
) -> None:
    now = datetime(2026, 11, 28, 12, 0, tzinfo=timezone.utc)
    found = caller_context(parse_principal(principal), region="eu-west-1", now=now)
    told = {key: values for key, values in found.items() if not isinstance(values, Unknown)}
    shapes = {key: values.covers for key, values in found.items() if isinstance(values, Unknown)}
    assert told == {**EVERY_CALLER, **known}
    assert shapes == unknown


@pytest.mark.parametrize(
    ("action", "key", "account"),
    [
        ("KMS:Decrypt", "kms:calleraccount", "111122223333"),
        ("s3:GetObject", "s3:resourceaccount", "444455556666"),
    ],
)
def test_the_account_key_of_a_service(action: str, key: str, account: str) -> None:
    service = action.partition(":")[0].lower()
    resource = f"arn:aws:{service}:us-east-1:444455556666:anything"
    assert resource_context(resource, "111122223333", action)[key] == (account,)
