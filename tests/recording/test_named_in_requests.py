"""What a request needs because of what it names."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.recording.named_in_requests import also_needed, invoked_models

ROLE = "arn:aws:iam::111122223333:role/work"
OBJECT = {"S3Object": {"Bucket": "b", "Name": "a/k"}}
READ = ("s3:GetObject", "arn:aws:s3:::b/a/k")
CASES: dict[str, tuple[str, dict[str, Any], list[tuple[str, str]]]] = {
    "a role inside": (
        "scheduler:CreateSchedule",
        {"Target": {"RoleArn": ROLE}},
        [("scheduler", ROLE)],
    ),
    "a role of a task": (
        "ecs:RunTask",
        {"overrides": {"taskRoleArn": ROLE}},
        [("ecs-tasks", ROLE)],
    ),
    "a role by another member": ("kms:CreateGrant", {"GranteePrincipal": ROLE}, []),
    "a role that is assumed": ("sts:AssumeRole", {"RoleArn": ROLE}, []),
    "a role by its name": ("glue:CreateJob", {"Role": "work"}, []),
    "a document": ("textract:AnalyzeDocument", {"Document": OBJECT}, [READ]),
    "an image": ("rekognition:DetectLabels", {"Image": OBJECT}, [READ]),
    "an output": (
        "textract:StartDocumentAnalysis",
        {"DocumentLocation": OBJECT, "OutputConfig": {"S3Bucket": "o", "S3Prefix": "x/"}},
        [READ, ("s3:PutObject", "arn:aws:s3:::o/x/*")],
    ),
    "a recording": (
        "transcribe:StartTranscriptionJob",
        {"Media": {"MediaFileUri": "s3://b/a/k"}, "OutputBucketName": "o"},
        [("s3:PutObject", "arn:aws:s3:::o/*"), READ],
    ),
    "an object that a service reads with its own role": (
        "comprehend:Start",
        {"Document": OBJECT},
        [],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_also_needed(name: str) -> None:
    action, members, expected = CASES[name]
    found = [
        (service.removesuffix(".amazonaws.com") if needed == "iam:PassRole" else needed, resource)
        for needed, resource, context in also_needed(action, members)
        for service in context.get("iam:PassedToService", ("",))
    ]
    assert found == expected


PLACE = "arn:aws:bedrock:us-east-1"
PROFILE = f"{PLACE}:111122223333:inference-profile/us.amazon.nova-lite-v1:0"
MODELS = {
    "/model/amazon.nova-lite-v1%3A0/invoke": [f"{PLACE}::foundation-model/amazon.nova-lite-v1:0"],
    "/model/us.amazon.nova-lite-v1%3A0/converse-stream": [
        PROFILE,
        f"{PLACE}::foundation-model/amazon.nova-lite-v1:0",
    ],
    f"/model/{PROFILE.replace('/', '%2F')}/invoke": [
        PROFILE,
        f"{PLACE}::foundation-model/amazon.nova-lite-v1:0",
    ],
    f"/model/{PLACE}:111122223333:provisioned-model%2Fa/invoke": [
        f"{PLACE}:111122223333:provisioned-model/a"
    ],
    "/guardrail/a/version/1/apply": [],
}


@pytest.mark.parametrize("path", MODELS)
def test_models(path: str) -> None:
    found = list(invoked_models(path, "us-east-1", "111122223333"))
    assert [resource for resource, _ in found] == MODELS[path]
    through = {PROFILE} if len(found) > 1 else set()
    assert {
        each for _, context in found for values in context.values() for each in values
    } == through
