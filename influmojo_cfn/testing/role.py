"""A role of a template that a test asks what it can do."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from functools import cache
from os import PathLike
from pathlib import Path
from typing import Any

from influmojo_cfn.cloudformation import Document, read_document, roles
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.evaluation.request import (
    ContextValue,
    Request,
    check_action,
    check_resource,
    context_of,
    parse_principal,
    resource_context,
    service_context,
    unfamiliar,
)
from influmojo_cfn.evaluation.roles import evaluator_of, role_context
from influmojo_cfn.evaluation.simulate import Decision, Evaluator
from influmojo_cfn.report.decision import explanation, summary

unexpected: list[Answer] = []
"""The answers that were not as asserted since the list was emptied, for the pytest plugin."""


class Answer:
    """An answer, true when it is as asked; its text says what decided or what is missing."""

    def __init__(self, question: str, decision: Decision, *, as_asked: bool) -> None:
        self.question = question
        self.decision = decision
        self.as_asked = as_asked

    def __bool__(self) -> bool:
        if not self.as_asked:
            unexpected.append(self)
        return self.as_asked

    def __repr__(self) -> str:
        return f"<{summary(self.decision)}>"

    def __str__(self) -> str:
        return f"{self.question}\n{explanation(self.decision)}"


class Role:
    """A role of a CloudFormation template, deployed with some parameters.

    Args:
        template: the template's file, or the template as a dict (intrinsics in long form).
        name: the role's logical ID or role name.
        parameters: parameter values; the others are at their defaults.
        account: the account's ID.
        region: the region.
        partition: the region's own, unless given.
        stack_name: what ``AWS::StackName`` stands for.

    Raises:
        TemplateError: the template, a parameter or a policy is wrong, or has no such role.
    """

    def __init__(
        self,
        template: str | PathLike[str] | Mapping[str, Any],
        name: str,
        *,
        parameters: Mapping[str, str] | None = None,
        account: str = "111122223333",
        region: str = "us-east-1",
        partition: str = "",
        stack_name: str | None = None,
    ) -> None:
        if isinstance(template, Mapping):
            document = Document(template)
        else:
            document = read_document(Path(template))
        environment = Environment(
            parameters=parameters or {},
            account=account,
            region=region,
            partition=partition,
            stack_name=stack_name,
        )
        self._role = roles.role_of(document, name, environment)
        self._evaluator = evaluator_of(self._role)
        self._trust = Evaluator([self._role.trust], asked="trust policy")

    def __repr__(self) -> str:
        return self._role.logical_id

    @property
    def role(self) -> roles.TemplateRole:
        """The role with its policies, as the evaluator reads them."""
        return self._role

    def can(
        self,
        action: str,
        resource: str = "*",
        context: Mapping[str, ContextValue] | None = None,
    ) -> Answer:
        """Ask whether the role surely may; ``context`` overrides what ECS tasks always send.

        The resource is taken to the letter: ``*`` in it is no wildcard. An action that IAM does not
        know gives a warning.

        Raises:
            Error: the action is none of a request, or the resource is no ARN.
        """
        decision = self._decide(action, resource, context)
        question = f"{self._role.logical_id} can {action} on {resource}"
        return Answer(question, decision, as_asked=decision.allowed)

    def cannot(
        self,
        action: str,
        resource: str = "*",
        context: Mapping[str, ContextValue] | None = None,
    ) -> Answer:
        """Ask whether the role surely may not, in either reading of ``*`` in an ARN."""
        decision = self._decide(action, resource, context)
        question = f"{self._role.logical_id} cannot {action} on {resource}"
        return Answer(question, decision, as_asked=decision.denied)

    def can_be_assumed_by(
        self,
        principal: str,
        context: Mapping[str, ContextValue] | None = None,
        action: str = "sts:AssumeRole",
    ) -> Answer:
        """Ask the trust policy: ``Service:ecs-tasks.amazonaws.com``, ``AWS:ARN`` and so on."""
        decision = self._assume(principal, context, action)
        question = f"{self._role.logical_id} can be assumed by {principal}"
        return Answer(question, decision, as_asked=decision.allowed)

    def cannot_be_assumed_by(
        self,
        principal: str,
        context: Mapping[str, ContextValue] | None = None,
        action: str = "sts:AssumeRole",
    ) -> Answer:
        """Ask whether the trust policy surely refuses a caller."""
        decision = self._assume(principal, context, action)
        question = f"{self._role.logical_id} cannot be assumed by {principal}"
        return Answer(question, decision, as_asked=decision.denied)

    def _decide(
        self, action: str, resource: str, context: Mapping[str, ContextValue] | None
    ) -> Decision:
        here = self._role.environment
        of_resource = resource_context(check_resource(resource), here.account)
        full = context_of(role_context(self._role), of_resource, context or {})
        return self._evaluator.decide(Request(_known(action), resource, full))

    def _assume(
        self, principal: str, context: Mapping[str, ContextValue] | None, action: str
    ) -> Decision:
        here = self._role.environment
        caller = parse_principal(principal, here.known_partition)
        always = (
            service_context(
                caller.identifier,
                account=here.account,
                region=here.region,
                partition=here.known_partition,
            )
            if caller.kind == "Service"
            else {}
        )
        full = context_of(always, context or {})
        return self._trust.decide(Request(_known(action), "*", full, caller))


@cache
def _known(action: str) -> str:
    """Return an action of a request; warn where IAM's data has none of the name."""
    doubt = unfamiliar(check_action(action))
    if doubt:
        warnings.warn(doubt, UserWarning, stacklevel=4)
    return action
