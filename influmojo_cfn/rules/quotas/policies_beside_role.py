"""W9837: policies that AWS SAM adds to no role, because one is given."""

from __future__ import annotations

from influmojo_cfn.cloudformation.intrinsics import CHOICE
from influmojo_cfn.rules.model import Model
from influmojo_cfn.rules.rule import Findings, rule

_FUNCTION, _MACHINE = "AWS::Serverless::Function", "AWS::Serverless::StateMachine"


@rule(
    id="W9837",
    shortdesc="AWS SAM ignores the policies",
    description="Policies are added to the role that AWS SAM makes, and it makes none where Role is given.",
    why="The role has not what the policies allow; a state machine with both is not deployed.",
    source_url="https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-function.html#sam-function-policies",
)
def policies_beside_role(model: Model) -> Findings:
    for each in model.resources(_FUNCTION, _MACHINE):
        role = each.data.get("Role")
        if role and each.data.get("Policies") and not (isinstance(role, dict) and CHOICE in role):
            yield (*each.path, "Policies"), f"Role is given: {each.logical_id} gets none of these"
