"""Grants on Amazon EventBridge."""

from awacs import events

from influmojo_cfn.grants.model import Argument, ConditionRow, Grant, StatementRow

GRANTS = (
    Grant(
        name="events.put_events",
        purpose="Put events on an event bus.",
        source="https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-conditions.html",
        arguments=(
            Argument("bus", "event_bus_name", "The event bus."),
            Argument(
                "sources",
                "event_source",
                "The sources that the events may name; any if omitted.",
                required=False,
                repeated=True,
            ),
        ),
        statements=(
            StatementRow(
                "PutEvents",
                (events.PutEvents,),
                ("arn:${AWS::Partition}:events:${AWS::Region}:${AWS::AccountId}:event-bus/{bus}",),
                (
                    ConditionRow("ForAllValues:StringEquals", "events:source", ("{sources}",)),
                    ConditionRow("Null", "events:source", ("false",), when=("sources",)),
                ),
            ),
        ),
        notes=(
            "A call puts several events, each with its source: ForAllValues tests all of "
            "them, and Null keeps a call without one from passing.",
        ),
    ),
)
