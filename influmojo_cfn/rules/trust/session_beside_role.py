"""I9537: sessions of a role next to the role itself."""

from __future__ import annotations

from influmojo_cfn.rules.arns import read_arn
from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="I9537",
    shortdesc="The session is let in by its role already",
    description="A role as a principal includes all of its sessions.",
    why="The session's name looks like a limit, and is not.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-role-session",
    needs="principals",
)
def session_beside_role(statement: PolicyStatement) -> Findings:
    arns = [(p.value, read_arn(p.value.text)) for p in statement.principals if p.kind == "AWS"]
    roles = {
        (arn.account, arn.resource.rpartition("/")[2])
        for _, arn in arns
        if arn and arn.resource.startswith("role/")
    }
    for value, arn in arns if roles else ():
        if arn and arn.resource.startswith("assumed-role/"):
            if (arn.account, arn.resource.split("/")[1]) in roles:
                yield value.path, "the role itself is a principal, which includes this session"
