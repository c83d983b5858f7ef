"""A role or another principal of a template that a test asks what it can do."""

from __future__ import annotations

import time
from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from influmojo_cfn.arguments import TEXT, check_arguments
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.principals import TemplatePrincipal
from influmojo_cfn.cloudformation.roles import principal_of
from influmojo_cfn.cloudformation.source import Source, read_source
from influmojo_cfn.evaluation.principal_evaluator import PrincipalEvaluator
from influmojo_cfn.evaluation.principals import check_known_action, principal_context, request_of
from influmojo_cfn.evaluation.request import ContextValue, Request

if TYPE_CHECKING:
    from influmojo_cfn.evaluation.simulate import Decision
    from influmojo_cfn.iam.conditions import Values

unexpected: list[Answer] = []
"""The answers that were not as asserted since the list was emptied, for the pytest plugin."""


class Answer:
    """An answer, true when it is as asked; its text tells what decided, and what it assumes.

    >>> from influmojo_cfn.testing import Role
    >>> role = Role("templates/influmojo-ecs-iam.yaml", "TaskRole")
    >>> role.cannot("iam:CreateUser")
    <implicitDeny; no statement of the identity policies is about the action>

    Attributes:
        question: what was asked.
        decision: the evaluator's decision.
        as_asked: whether the answer is the expected one.
        assumed: in which place, and at which values of parameters, it holds.
    """

    def __init__(
        self, question: str, decision: Decision, *, as_asked: bool, assumed: str = ""
    ) -> None:
        self.question = question
        self.decision = decision
        self.as_asked = as_asked
        self.assumed = assumed

    def __bool__(self) -> bool:
        if not self.as_asked:
            unexpected.append(self)
        return self.as_asked

    def __repr__(self) -> str:
        from influmojo_cfn.report.decision import summary

        return f"<{summary(self.decision)}>"

    def __str__(self) -> str:
        from influmojo_cfn.report.decision import explanation

        lines = [self.question, explanation(self.decision)]
        return "\n".join([*lines, *([f"assumed: {self.assumed}"] if self.assumed else [])])

    @property
    def notes(self) -> tuple[str, ...]:
        """What was assumed that the question contradicts, such as another account."""
        return self.decision.notes


class RoleUnderTest:
    """A role of a CloudFormation template, or another principal, deployed with some parameters.

    >>> from influmojo_cfn.testing import Role
    >>> role = Role("templates/influmojo-ecs-iam.yaml", "TaskRole")
    >>> bool(role.can("s3:PutObject", "arn:aws:s3:::influmojo-uploads/a.png"))
    True

    Args:
        template: the template's file, ``REVISION:PATH`` of a git repository, or the template as a
            dict (intrinsic functions in their long form).
        name: the logical ID or name of a role, or of a user, a group or a permission set. A group
            is asked about as a member that has its policies alone.
        parameters: parameter values; the others are at their defaults.
        account: the account's ID, 12 digits; 111122223333 unless given.
        region: the Region's code; us-east-1 unless given.
        partition: the Region's own, unless given.
        stack_name: what ``AWS::StackName`` represents; unknown unless given.

    Raises:
        Error: the template cannot be read, or the account, Region or partition does not exist.
        TemplateError: the template, a parameter or a policy is wrong, or nobody has the name.

    Source:
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
    """

    def __init__(
        self,
        template: Source,
        name: str,
        *,
        parameters: Mapping[str, str] | None = None,
        account: str | None = None,
        region: str | None = None,
        partition: str = "",
        stack_name: str | None = None,
    ) -> None:
        environment = Environment.checked(
            parameters=parameters,
            account=account,
            region=region,
            partition=partition,
            stack_name=stack_name,
        )
        document = read_source(template)
        self._role = principal_of(document, name, environment)
        self._evaluator = PrincipalEvaluator(document, self._role)
        self.document = document
        self._second = 0
        self._context: dict[str, Values] = {}

    def __repr__(self) -> str:
        return self._role.logical_id

    @property
    def role(self) -> TemplatePrincipal:
        """The role, or other principal, with its policies, as the evaluator reads them."""
        return self._role

    def can(
        self, action: str, resource: str = "*", context: Mapping[str, ContextValue] | None = None
    ) -> Answer:
        """Return whether the role surely can make a call.

        >>> from influmojo_cfn.testing import Role
        >>> role = Role("templates/influmojo-ecs-iam.yaml", "TaskRole")
        >>> assert role.can("s3:GetObject", "arn:aws:s3:::influmojo-assets/logo.png")

        Args:
            action: such as s3:GetObject.
            resource: an ARN, taken to the letter: ``*`` in it is not a wildcard.
            context: condition keys that override what ECS tasks, or users, always send.

        Raises:
            Error: IAM has no such action, or the resource is not an ARN.

        Source:
        https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
        """
        decision = self._decide(action, resource, context)
        question = f"{self._role.logical_id} can {action} on {resource}"
        return self._answer(question, decision, as_asked=decision.allowed)

    def cannot(
        self, action: str, resource: str = "*", context: Mapping[str, ContextValue] | None = None
    ) -> Answer:
        """Return whether the role surely cannot make a call, however far ``*`` reaches in an ARN.

        >>> from influmojo_cfn.testing import Role
        >>> role = Role("templates/influmojo-ecs-iam.yaml", "TaskRole")
        >>> assert role.cannot("s3:DeleteBucket", "arn:aws:s3:::influmojo-assets")

        Args and errors are those of :meth:`can`.
        """
        decision = self._decide(action, resource, context)
        question = f"{self._role.logical_id} cannot {action} on {resource}"
        return self._answer(question, decision, as_asked=decision.denied)

    def can_be_assumed_by(
        self,
        principal: str,
        context: Mapping[str, ContextValue] | None = None,
        action: str = "sts:AssumeRole",
    ) -> Answer:
        """Return whether the trust policy surely lets a principal assume the role.

        >>> from influmojo_cfn.testing import Role
        >>> role = Role("templates/influmojo-ecs-iam.yaml", "TaskRole")
        >>> assert role.can_be_assumed_by("Service:ecs-tasks.amazonaws.com")

        Args:
            principal: ``Service:ecs-tasks.amazonaws.com``, ``AWS:ARN`` or ``Federated:ARN``.
            context: condition keys of the request.
            action: the STS action.

        Raises:
            Error: the principal is malformed, STS has no such action, or what is asked about is
                not a role.

        Source:
        https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
        """
        decision = self._assume(principal, context, action)
        question = f"{self._role.logical_id} can be assumed by {principal}"
        return self._answer(question, decision, as_asked=decision.allowed)

    def cannot_be_assumed_by(
        self,
        principal: str,
        context: Mapping[str, ContextValue] | None = None,
        action: str = "sts:AssumeRole",
    ) -> Answer:
        """Return whether the trust policy surely denies a principal.

        Args and errors are those of :meth:`can_be_assumed_by`.

        >>> from influmojo_cfn.testing import Role
        >>> role = Role("templates/influmojo-ecs-iam.yaml", "TaskRole")
        >>> assert role.cannot_be_assumed_by("Service:lambda.amazonaws.com")
        """
        decision = self._assume(principal, context, action)
        question = f"{self._role.logical_id} cannot be assumed by {principal}"
        return self._answer(question, decision, as_asked=decision.denied)

    def _answer(self, question: str, decision: Decision, *, as_asked: bool) -> Answer:
        return Answer(question, decision, as_asked=as_asked, assumed=self._assumed)

    @cached_property
    def _assumed(self) -> str:
        from influmojo_cfn.report.assumed import assumed

        return assumed(self._role.environment, self.document.data)

    def _decide(
        self, action: str, resource: str, context: Mapping[str, ContextValue] | None
    ) -> Decision:
        always = self._context_now()
        request = request_of(self._role, action, resource, context=context, always=always)
        return self._decided(request)

    def _decided(self, request: Request) -> Decision:
        decision = self._evaluator.decide(request)
        check_known_action(decision)
        return decision

    def _context_now(self) -> dict[str, Values]:
        """Return what every request of a task carries; the time in it is in whole seconds."""
        second = int(time.time())
        if second != self._second:
            self._second, self._context = second, principal_context(self._role)
        return self._context

    def _assume(self, principal: str, context: Mapping[str, Any] | None, action: str) -> Decision:
        check_arguments(principal=(principal, TEXT))
        return self._decided(request_of(self._role, action, context=context, principal=principal))
