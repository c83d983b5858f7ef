"""What Lambda calls with the role that a function of AWS SAM names itself.

A function without Role has one that AWS SAM makes, with what its events and destinations need.

https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-function.html
(read 2026-11-27)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from influmojo_cfn.data import EACH_VALUE
from influmojo_cfn.service_roles.call_tables.fields import LAMBDA, READ, SEND
from influmojo_cfn.service_roles.service_call import ANYTHING, FieldCalls

_FUNCTION = ("AWS::Serverless::Function", ("Role",))
_LAMBDA = "https://docs.aws.amazon.com/lambda/latest/dg/"
_SPELLED_OTHERWISE: Mapping[tuple[str, ...], tuple[str, ...]] = {
    ("DeadLetterConfig", "TargetArn"): ("DeadLetterQueue", "TargetArn"),
    ("TracingConfig", "Mode"): ("Tracing",),
}
"""Fields of a function that AWS SAM calls by another name."""


def _of_the_function_itself() -> Iterator[FieldCalls]:
    for row in LAMBDA:
        if row.resource_type == "AWS::Lambda::Function":
            field = _SPELLED_OTHERWISE.get(row.field, row.field)
            yield row._replace(resource_type=_FUNCTION[0], field=field)


SERVERLESS: tuple[FieldCalls, ...] = (
    *_of_the_function_itself(),
    *(
        FieldCalls(
            *_FUNCTION,
            ("Events", EACH_VALUE, "Properties", field),
            {service: READ[service] for service in services},
            "read the event source",
            f"{_LAMBDA}invocation-eventsourcemapping.html",
        )
        for field, services in (
            ("Queue", ("sqs",)),
            ("Stream", ("dynamodb", "kinesis", "kinesis consumer")),
        )
    ),
    FieldCalls(
        *_FUNCTION,
        ("Events", EACH_VALUE, "Properties", "Stream"),
        {
            "dynamodb": ("dynamodb:ListStreams",),
            "kinesis": ("kinesis:ListStreams", "kinesis:ListShards"),
        },
        "find the streams of the event source",
        f"{_LAMBDA}invocation-eventsourcemapping.html",
        ANYTHING,
        certain=False,
    ),
    FieldCalls(
        *_FUNCTION,
        ("Events", EACH_VALUE, "Properties", "DestinationConfig", "OnFailure", "Destination"),
        {service: SEND[service] for service in ("sqs", "sns")},
        "send what failed to the destination",
        f"{_LAMBDA}kinesis-on-failure-destination.html",
    ),
    *(
        FieldCalls(
            *_FUNCTION,
            ("EventInvokeConfig", "DestinationConfig", outcome, "Destination"),
            SEND,
            "send the result to the destination",
            f"{_LAMBDA}invocation-async-retain-records.html",
        )
        for outcome in ("OnFailure", "OnSuccess")
    ),
)
