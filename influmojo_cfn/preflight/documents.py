"""From documents to answers: a template's roles asked for the task definitions of files."""

from __future__ import annotations

from dataclasses import dataclass, replace

from influmojo_cfn.cloudformation import Document
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.processed import processed
from influmojo_cfn.cloudformation.resolved import ResolvedTemplate
from influmojo_cfn.cloudformation.roles import TemplateRole, roles_of
from influmojo_cfn.evaluation.resource_policies import ResourcePolicies
from influmojo_cfn.preflight.home import home_of
from influmojo_cfn.preflight.omitted import with_omitted_statements
from influmojo_cfn.preflight.result import Options, Preflight
from influmojo_cfn.preflight.start import preflight, settled
from influmojo_cfn.preflight.tags import tags_of
from influmojo_cfn.preflight.template_limits import with_template_limits
from influmojo_cfn.service_roles.field_values import Home
from influmojo_cfn.task_definition.model import TaskDefinition
from influmojo_cfn.task_definition.placeholders import Given
from influmojo_cfn.task_definition.read import task_definitions_of
from influmojo_cfn.task_definition.surroundings import encrypted_of


@dataclass(frozen=True, kw_only=True)
class PreflightQuestion:
    """A template, where it is deployed, and what is given for the task definitions.

    ``template`` is None where the roles are made of policy documents alone.
    """

    template: Document | None
    environment: Environment
    given: Given
    options: Options

    def preflights(self, file: Document) -> list[Preflight]:
        """Return what there is to say of each task definition of a file.

        Raises:
            TemplateError: the file or the template is wrong.
            Error: a role is needed that is neither named nor found.
        """
        found = self._asked(file, self.environment)
        if file is not self.template or not any(each.unknown for each in found):
            return found
        # Roles and task definition of one template mean the same by a name not known yet.
        stand_ins = self._asked(file, replace(self.environment, stand_ins=True))
        return list(map(settled, found, stand_ins))

    def _asked(self, file: Document, environment: Environment) -> list[Preflight]:
        definitions = task_definitions_of(file, environment, self.given)
        return [self._preflight(definition, environment) for definition in definitions]

    def _preflight(self, definition: TaskDefinition, environment: Environment) -> Preflight:
        home = self._home(definition)
        here = replace(
            environment, account=home.account, region=home.region, partition=home.partition
        )
        roles: dict[str, TemplateRole] = {}
        options = self.options
        if self.template:
            roles = roles_of(self.template, here)
            policies = ResourcePolicies(self.template, here)
            tags = tags_of(self.template, here)
            options = replace(
                options,
                tags=tags,
                resource_policies=policies,
                is_one_template=definition.source is self.template,
            )
            definition = self._with_encrypted(definition, here)
        found = preflight(definition, roles, home, options)
        if self.template is None:
            return found
        found = with_template_limits(found, self.template, here)
        return with_omitted_statements(found, self.template, here)

    def _with_encrypted(self, definition: TaskDefinition, here: Environment) -> TaskDefinition:
        """Return a task definition that knows what the roles' template encrypts, too."""
        if self.template is None or definition.source is self.template:
            return definition
        data = processed(self.template, here).data
        found = encrypted_of(ResolvedTemplate(data, here, missing_is_unknown=True))
        return replace(definition, encrypted=(*definition.encrypted, *found))

    def _home(self, definition: TaskDefinition) -> Home:
        here = self.environment
        otherwise = Home(partition=here.known_partition, account=here.account, region=here.region)
        given = self.given
        home = home_of(definition, account=given.account, region=given.region, otherwise=otherwise)
        return replace(home, partition=here.partition) if here.partition else home
