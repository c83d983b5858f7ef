"""From documents to answers: a template's roles asked for the task definitions of files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial

from influmojo_cfn.cloudformation import Document
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.preflight.home import home_of
from influmojo_cfn.preflight.omitted import with_omitted_statements
from influmojo_cfn.preflight.result import Options, Preflight, PreflightReport
from influmojo_cfn.preflight.roles_template import RolesTemplate
from influmojo_cfn.preflight.service_answers import service_answers
from influmojo_cfn.preflight.start import preflight, with_stand_ins
from influmojo_cfn.preflight.template_limits import with_template_limits
from influmojo_cfn.service_roles.field_values import Home
from influmojo_cfn.task_definition.model import TaskDefinition
from influmojo_cfn.task_definition.placeholders import Given
from influmojo_cfn.task_definition.read import task_definitions_of
from influmojo_cfn.task_definition.task_resources import TASK_TYPES
from influmojo_cfn.task_definition.unused_values import check_used


@dataclass(frozen=True, kw_only=True)
class PreflightQuestion:
    """A template, where it is deployed, and what is given for the task definitions.

    ``template`` is None where the roles are made of policy documents alone.
    """

    template: Document | None
    environment: Environment
    given: Given
    options: Options

    def report(self, files: Sequence[Document]) -> PreflightReport:
        """Return what there is to say of files; where there are none, of the template's services.

        Raises:
            TemplateError: a file or the template is wrong.
            Error: a role is needed that is neither named nor found, or nothing has the place of an
                image or a value.
        """
        own = self.template
        report = self.of_files(files) if files or own is None else self.of_services(own)
        check_used(self.given, [each.definition for each in report.tasks])
        return report

    def of_files(self, files: Sequence[Document]) -> PreflightReport:
        """Return what there is to say of the task definitions of some files.

        Raises:
            TemplateError: a file or the template is wrong.
            Error: a role is needed that is neither named nor found.
        """
        own = self.template
        # A template that holds its own task definitions is one document, read once.
        named = own.source if own else ""
        once = [own if own and named and each.source == named else each for each in files]
        return PreflightReport(tasks=tuple(row for each in once for row in self.preflights(each)))

    def of_services(self, template: Document) -> PreflightReport:
        """Return the answer for every role that a template gives to a service, and its own tasks.

        Raises:
            TemplateError: the template is wrong.
            Error: a role is needed that is neither named nor found.
        """
        answers = service_answers(template, self.environment, self.options.context)
        resources = template.data.get("Resources") or {}
        kinds = [each.get("Type") for each in resources.values() if isinstance(each, dict)]
        tasks = self.preflights(template) if TASK_TYPES & {*map(str, kinds)} else ()
        return PreflightReport(tasks=tuple(tasks), template=template, services=answers)

    def preflights(self, file: Document) -> list[Preflight]:
        """Return what there is to say of each task definition of a file.

        Raises:
            TemplateError: the file or the template is wrong.
            Error: a role is needed that is neither named nor found.
        """
        found = self._preflights_of(file, self.environment)
        if file is not self.template or not any(each.unknown for each in found):
            return found
        # Roles and task definition of one template mean the same by a name not known yet.
        stand_ins = self._preflights_of(file, replace(self.environment, stand_ins=True))
        return list(map(with_stand_ins, found, stand_ins))

    def _preflights_of(self, file: Document, environment: Environment) -> list[Preflight]:
        definitions = task_definitions_of(file, environment, self.given)
        template_at = cache(partial(self._template_at, environment))
        return [self._preflight(each, template_at) for each in definitions]

    def _template_at(self, environment: Environment, home: Home) -> RolesTemplate | None:
        """Return the template of the roles where tasks run; None where there is none."""
        if self.template is None:
            return None
        here = replace(
            environment, account=home.account, region=home.region, partition=home.partition
        )
        return RolesTemplate(self.template, here, self.options.context)

    def _preflight(
        self, definition: TaskDefinition, template_at: Callable[[Home], RolesTemplate | None]
    ) -> Preflight:
        home = self._home(definition)
        template = template_at(home)
        if template is None:
            return preflight(definition, {}, home, self.options)
        is_own = definition.source is self.template
        options = replace(
            self.options,
            tags=template.tags,
            resource_policies=template.policies,
            is_one_template=is_own,
        )
        if not is_own:  # what its own template encrypts it knows already
            encrypted = (*definition.encrypted, *template.encrypted)
            definition = replace(definition, encrypted=encrypted)
        found = preflight(definition, template.roles, home, options)
        return with_omitted_statements(with_template_limits(found, template), template)

    def _home(self, definition: TaskDefinition) -> Home:
        here = self.environment
        given = self.given
        home = home_of(
            definition, account=given.account, region=given.region, otherwise=Home.of(here)
        )
        return replace(home, partition=here.partition) if here.partition else home
