"""The template of the roles in one environment, read once for all that is asked of it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from types import MappingProxyType

from influmojo_cfn.cloudformation import Document
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.processed import processed
from influmojo_cfn.cloudformation.resolved import ResolvedTemplate
from influmojo_cfn.cloudformation.roles import TemplateRole, roles_of
from influmojo_cfn.evaluation.resource_policies import ResourcePolicies
from influmojo_cfn.iam.conditions import Values
from influmojo_cfn.iam.unknown import Text
from influmojo_cfn.preflight.result import ServiceAnswer
from influmojo_cfn.preflight.service_answers import service_answers
from influmojo_cfn.preflight.tags import tags_of
from influmojo_cfn.proof.omitted_statements import OmittedStatement, omitted_statements
from influmojo_cfn.task_definition.model import Encrypted
from influmojo_cfn.task_definition.surroundings import encrypted_of


class RolesTemplate:
    """A template in one environment; each part is read when it is asked for.

    Args:
        document: the template.
        environment: where the tasks run.
        context: condition keys of the requests that were given.

    Raises:
        TemplateError: the template is wrong.
    """

    def __init__(
        self,
        document: Document,
        environment: Environment,
        context: Mapping[str, Values] = MappingProxyType({}),
    ) -> None:
        self.environment = environment
        self.context = context
        self.document = processed(document, environment)
        self.roles: Mapping[str, TemplateRole] = roles_of(document, environment)
        self.policies = ResourcePolicies(document, environment)

    @cached_property
    def resolved(self) -> ResolvedTemplate:
        """Its values, as far as they are known."""
        return ResolvedTemplate(self.document.data, self.environment, missing_is_unknown=True)

    @cached_property
    def tags(self) -> Mapping[str, Mapping[str, Text]]:
        """The tags of its resources by their ARNs."""
        return tags_of(self.resolved)

    @cached_property
    def encrypted(self) -> tuple[Encrypted, ...]:
        """What of it a customer managed key encrypts."""
        return encrypted_of(self.resolved)

    @cached_property
    def omitted(self) -> tuple[OmittedStatement, ...]:
        """The statements that the values of its parameters omit."""
        return tuple(omitted_statements(self.document, self.environment))

    @cached_property
    def answers(self) -> tuple[ServiceAnswer, ...]:
        """What its services can do with its roles."""
        return service_answers(self.document, self.environment, self.context)
