"""Grants on Amazon EventBridge."""

from awacs import events

from influmojo_cfn.grants.model import CODE, Argument, ConditionRow, Grant, StatementRow

GRANTS = (
    Grant(
        name="events.put_events",
        purpose="Put events on an event bus.",
        uses=(CODE,),
        source=("https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-conditions.html"),
        arguments=(
            Argument(name="bus", kind="event_bus_name", description="The event bus."),
            Argument(
                name="sources",
                kind="event_source",
                description="The sources that the events may name; any if omitted.",
                required=False,
                repeated=True,
            ),
        ),
        statements=(
            StatementRow(
                sid="PutEvents",
                actions=(events.PutEvents,),
                resources=(
                    "arn:${AWS::Partition}:events:${AWS::Region}:${AWS::AccountId}:event-bus/{bus}",
                ),
                conditions=(
                    ConditionRow(
                        operator="ForAllValues:StringEquals",
                        key="events:source",
                        values=("{sources}",),
                    ),
                    ConditionRow(
                        operator="Null", key="events:source", values=("false",), when=("sources",)
                    ),
                ),
            ),
        ),
        notes=(
            "A call puts several events, each with its source: ForAllValues tests all of "
            "them, and Null keeps a call without one from passing.",
        ),
    ),
)
