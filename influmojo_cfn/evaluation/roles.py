"""A role of a template made ready for requests."""

from __future__ import annotations

from influmojo_cfn.cloudformation.roles import TemplateRole
from influmojo_cfn.evaluation.request import task_context
from influmojo_cfn.evaluation.simulate import Evaluator
from influmojo_cfn.iam.operators import Values
from influmojo_cfn.iam.unknown import Unknown, covered


def evaluator_of(role: TemplateRole) -> Evaluator:
    """Return an evaluator of the role's policies and permissions boundary."""
    boundary = None if role.boundary is None else (role.boundary,)
    return Evaluator(role.policies, boundary=boundary)


def role_context(role: TemplateRole) -> dict[str, Values]:
    """Return the context keys that requests of an ECS task with this role carry."""
    here = role.environment
    context = task_context(
        role_arn=covered(role.arn), account=here.account, region=here.region, tags=role.tags
    )
    if isinstance(role.arn, Unknown):
        context["aws:principalarn"] = role.arn
    return context
