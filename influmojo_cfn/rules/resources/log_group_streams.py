"""E9214: a log group without the `:*` of its streams, or with a slash for its colon."""

from __future__ import annotations

from influmojo_cfn.iam import text as t
from influmojo_cfn.iam.patterns import covers
from influmojo_cfn.rules.arns import read_arn
from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.resources.of_kind import of_kind
from influmojo_cfn.rules.rule import Findings, rule

STREAM_ACTIONS = frozenset(
    f"logs:{name}"
    for name in ("createlogstream", "putlogevents", "describelogstreams", "getlogevents")
)


@rule(
    id="E9214",
    shortdesc="The log group's ARN lacks its `:*`",
    description="Writing and reading log events acts on log-group:NAME:*, the group's streams.",
    why="On log-group:NAME alone, the calls are denied, and ECS cannot start the task's log driver.",
    source_url="https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/iam-access-control-overview-cwl.html",
)
def log_group_streams(statement: PolicyStatement) -> Findings:
    yield from of_kind(statement, "logs")
    if not STREAM_ACTIONS & statement.known_actions.keys():
        return
    for value in statement.resources:
        arn = read_arn(value.text)
        if arn is None or arn.service != "logs" or not arn.resource.startswith("log-group:"):
            continue
        name = arn.resource.removeprefix("log-group:")
        streams = f"{value.text}:*"
        if (
            name
            and ":" not in name
            and name[-1] not in "*?"
            and not _may_end_in_star(statement, name)
            and not any(
                other.branch <= value.branch
                and (
                    covers(other.text, streams)
                    or other.text.startswith(f"{value.text}:log-stream:")
                )
                for other in statement.resources
            )
        ):
            yield (
                value.path,
                f"{statement.policy.show(value.text)!r} lacks the ':*' of its log streams",
            )


def _may_end_in_star(statement: PolicyStatement, name: str) -> bool:
    """Return whether the name ends in an unknown that is not known to be a log group's name."""
    last = name[-1]
    if not t.UNKNOWN.match(last) or last in t.SHORTEST or t.NAME_SYMBOL.match(last):
        return False
    symbol = statement.policy.resolver.symbols.get(last)
    return symbol is None or symbol.resource_type != "AWS::Logs::LogGroup"
