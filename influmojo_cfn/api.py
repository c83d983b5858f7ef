"""What the commands give, in Python: a template that answers questions, and files checked.

Each answer is the value that the command prints; :func:`.render` writes it in its formats.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from influmojo_cfn.errors import Error, Problem

if TYPE_CHECKING:
    from influmojo_cfn.checks.finding import Finding
    from influmojo_cfn.cloudformation.source import Source
    from influmojo_cfn.evaluation.request import ContextValue
    from influmojo_cfn.evaluation.simulate import Decision
    from influmojo_cfn.iam.document import Policy
    from influmojo_cfn.iam.document_problems import PolicyType
    from influmojo_cfn.preflight.result import PreflightReport
    from influmojo_cfn.proof.claim_results import ProofReport
    from influmojo_cfn.proof.difference import Difference
    from influmojo_cfn.report.explain.model import Explanation


class Template:
    """A CloudFormation template in one deployment, ready to be asked what its roles can do.

    >>> from influmojo_cfn import Template
    >>> template = Template("templates/influmojo-ecs-iam.yaml")
    >>> template.roles
    ('TaskExecutionRole', 'TaskRole')

    Args:
        source: the template's file, or ``REVISION:PATH`` of a git repository, such as
            ``main:template.yaml``. Or the template as a dict, intrinsic functions in their long
            form (:func:`build` returns one).
        parameters: parameter values; the others are at their defaults.
        account: the account's ID, 12 digits; 111122223333 unless given.
        region: the Region's code; us-east-1 unless given.
        partition: the Region's own, unless given.
        stack_name: what ``AWS::StackName`` represents; unknown unless given.

    Raises:
        Error: the source cannot be read, or the account, Region or partition does not exist.
        TemplateError: the source is not a template, or a parameter is not in it.

    Source:
    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-anatomy.html
    """

    def __init__(
        self,
        source: Source,
        *,
        parameters: Mapping[str, str] | None = None,
        account: str | None = None,
        region: str | None = None,
        partition: str = "",
        stack_name: str | None = None,
    ) -> None:
        from influmojo_cfn.cloudformation.environment import Environment
        from influmojo_cfn.cloudformation.roles import roles_of
        from influmojo_cfn.cloudformation.source import read_source

        self.environment = Environment.checked(
            parameters=parameters,
            account=account,
            region=region,
            partition=partition,
            stack_name=stack_name,
        )
        self.document = read_source(source)
        self._roles = roles_of(self.document, self.environment)
        self._account, self._region = account, region

    def __repr__(self) -> str:
        return f"<Template {self.document.source or 'without a file'}: {', '.join(self.roles)}>"

    @property
    def roles(self) -> tuple[str, ...]:
        """The logical IDs of the roles, in the template's order."""
        return tuple(self._roles)

    def simulate(
        self,
        role: str,
        action: str,
        resource: str = "*",
        *,
        context: Mapping[str, ContextValue] | None = None,
        principal: str | None = None,
        boundary: Source | None = None,
        session_policies: Sequence[Source] = (),
        service_control_policies: Sequence[Source] = (),
        resource_control_policies: Sequence[Source] = (),
        endpoint_policy: Source | None = None,
    ) -> Decision:
        """Return the decision of one request, and the statement that decides it.

        >>> template = Template("templates/influmojo-ecs-iam.yaml")
        >>> uploads = "arn:aws:s3:::influmojo-uploads/avatar.png"
        >>> template.simulate("TaskRole", "s3:PutObject", uploads).outcome
        'allowed'

        Args:
            role: the logical ID or name of a role, or of a user, group or permission set.
            action: such as s3:GetObject; a pattern is an error.
            resource: an ARN, taken to the letter, or ``*``.
            context: condition keys, which add to what every request of an ECS task carries, or of
                a user with access keys.
            principal: with ``Service:ID``, ``AWS:ID`` or ``Federated:ID`` the trust policy answers.
            boundary: a permissions boundary in place of the role's own.
            session_policies: policies of the session.
            service_control_policies: policies of one level of the organization.
            resource_control_policies: the account's resource control policies.
            endpoint_policy: the policy of the VPC endpoint that the request takes.

        Returns:
            A decision whose ``outcome`` is allowed, explicitDeny, implicitDeny or unknown.

        Raises:
            Error: IAM has no such action, the resource is not an ARN, or the principal is
                malformed.
            TemplateError: the role doesn't exist, or a policy cannot be read.

        Source:
        https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
        """
        from influmojo_cfn.arguments import SOURCE, SOURCES, TEXT, check_arguments
        from influmojo_cfn.cloudformation.roles import principal_of
        from influmojo_cfn.evaluation.principal_evaluator import PrincipalEvaluator
        from influmojo_cfn.evaluation.principals import check_known_action, request_of

        check_arguments(
            role=(role, TEXT),
            boundary=(boundary, SOURCE.or_none()),
            session_policies=(session_policies, SOURCES),
            service_control_policies=(service_control_policies, SOURCES),
            resource_control_policies=(resource_control_policies, SOURCES),
            endpoint_policy=(endpoint_policy, SOURCE.or_none()),
        )
        found = self._roles.get(role) or principal_of(self.document, role, self.environment)
        request = request_of(found, action, resource, context=context, principal=principal)
        evaluator = PrincipalEvaluator(
            self.document,
            found,
            boundary=None if boundary is None else _policy(boundary),
            session=[_policy(each) for each in session_policies],
            service_control=[_policy(each) for each in service_control_policies],
            resource_control=[_policy(each, "resource") for each in resource_control_policies],
            endpoint=None if endpoint_policy is None else _policy(endpoint_policy, "resource"),
        )
        decision = evaluator.decide(request)
        check_known_action(decision)
        return decision

    def explain(self, *roles: str) -> Explanation:
        """Return what each role, user, group and permission set can do, and why.

        >>> template = Template("templates/influmojo-ecs-iam.yaml")
        >>> [role.name for role in template.explain("TaskRole").roles]
        ['influmojo-ecs-task-role']

        Args:
            roles: logical IDs or names; everything is explained where none is given.

        Raises:
            TemplateError: nobody in the template has the name.

        Source:
        https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
        """
        from influmojo_cfn.cloudformation.roles import principal_of
        from influmojo_cfn.report.explain.build import explain

        asked = [principal_of(self.document, name, self.environment) for name in roles]
        wanted = asked or list(self._roles.values())
        return explain(self.document, wanted, self.environment, others=not roles)

    def diff(self, new: Template | Source, *, role: str | None = None) -> Difference:
        """Return what the roles and policies of ``new`` gained and lost against this template.

        >>> template = Template("templates/influmojo-ecs-iam.yaml")
        >>> template.diff("templates/influmojo-ecs-iam.yaml").may_be_wider
        False

        Args:
            new: the template after the change; this template's parameter values hold for both.
            role: the only role, user, group or permission set to compare, by logical ID or name.

        Returns:
            A difference whose ``changes`` are unchanged, narrowed, widened, both or unknown.

        Raises:
            Error: ``new`` cannot be read.
            TemplateError: it is not a template, or neither side has the role.

        Source:
        https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
        """
        from influmojo_cfn.arguments import TEXT, check_arguments
        from influmojo_cfn.cloudformation.source import read_source
        from influmojo_cfn.proof.difference import compare_documents

        check_arguments(role=(role, TEXT.or_none()))
        after = new.document if isinstance(new, Template) else read_source(new)
        return compare_documents(self.document, after, environment=self.environment, role=role)

    def prove(self, claims: Source) -> ProofReport:
        """Return whether claims about the roles hold for every request.

        >>> template = Template("templates/influmojo-ecs-iam.yaml")
        >>> claim = {"claim": "no IAM", "never": {"actions": ["iam:*"]}, "role": "TaskRole"}
        >>> template.prove({"claims": [claim]}).proven
        True

        Args:
            claims: a claims file, ``REVISION:PATH`` of one, or its data.

        Returns:
            A report whose findings are proven, refuted (with a request that shows it) or unknown.

        Raises:
            Error: the claims cannot be read.
            TemplateError: a claim is malformed, or is about a role that does not exist.

        Source:
        https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
        """
        from influmojo_cfn.cloudformation import Document
        from influmojo_cfn.cloudformation.source import read_source
        from influmojo_cfn.proof.claims import parse_claims
        from influmojo_cfn.proof.environments import prove_everywhere

        def app_template(file: str | None) -> Document:
            from influmojo_cfn.config import load
            from influmojo_cfn.config.project_file import find_project_file
            from influmojo_cfn.influmojo import APP
            from influmojo_cfn.template import build

            own = file or find_project_file()
            return Document(build(load(own) if own else APP), str(own or "the Influmojo app"))

        document = read_source(claims)
        return prove_everywhere(
            self.document,
            parse_claims(document),
            environment=self.environment,
            base=Path(document.source).parent,
            app_template=app_template,
        )

    def preflight(
        self,
        *task_definitions: Source,
        execution_role: str | None = None,
        task_role: str | None = None,
        execution_policies: Sequence[Source] = (),
        task_policies: Sequence[Source] = (),
        images: Mapping[str, str] | None = None,
        values: Mapping[str, str] | None = None,
        context: Mapping[str, ContextValue] | None = None,
        kms_key: str | None = None,
        aws_managed_keys: bool = False,
        pull_through_cache: Sequence[str] = (),
        execute_command: bool = False,
    ) -> PreflightReport:
        """Return whether tasks will start with the template's roles, and what will fail.

        >>> template = Template("templates/influmojo-ecs-iam.yaml")
        >>> task = {"family": "web", "containerDefinitions": [{"name": "web", "image": "nginx"}]}
        >>> template.preflight(task).works
        True

        Args:
            task_definitions: files or their data, as register-task-definition takes them, or
                templates that define some. Where none is given, the services that the template
                gives roles to answer, and its own task definitions. They run in the account and the
                Region of their ARNs, unless the template was given others.
            execution_role: the task execution role, by logical ID or name. Unless given, it is
                found by the ARN in the task definition, or by its usual logical ID.
            task_role: the task role, likewise.
            execution_policies: policies in place of those of the template's execution role.
            task_policies: policies in place of those of the template's task role.
            images: images by container, in place of those of the task definitions.
            values: values of placeholders by name, such as IMAGE for ``${IMAGE}``.
            context: condition keys of the requests, such as a resource's tag.
            kms_key: the ARN of the customer managed key of the secrets.
            aws_managed_keys: AWS managed keys encrypt the parameters and secrets.
            pull_through_cache: repository prefixes of a pull through cache.
            execute_command: the service enables ECS Exec.

        Returns:
            A report whose ``works`` is True, False, or None where that is unknown. ``tasks`` and
            ``services`` have the answer to each call: allowed, missing or unknown.

        Raises:
            Error: a file cannot be read, a role is not found, or a value has no placeholder.
            TemplateError: a task definition or a policy is wrong.

        Source:
        https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security-ecs-iam-role-overview.html
        """
        from influmojo_cfn.preflight.arguments import checked_options
        from influmojo_cfn.preflight.documents import PreflightQuestion
        from influmojo_cfn.task_definition.placeholders import Given
        from influmojo_cfn.task_definition.read import task_document

        given = Given(
            images={} if images is None else images,
            values={} if values is None else values,
            account=self._account,
            region=self._region,
        )
        options = checked_options(
            given,
            self.environment,
            context={} if context is None else context,
            execution_role=execution_role,
            task_role=task_role,
            execution_policies=execution_policies,
            task_policies=task_policies,
            kms_key=kms_key,
            aws_managed_keys=aws_managed_keys,
            pull_through_cache=pull_through_cache,
            execute_command=execute_command,
        )
        question = PreflightQuestion(
            template=self.document, environment=self.environment, given=given, options=options
        )
        return question.report([*map(task_document, task_definitions)])


def check(
    *files: str | PathLike[str],
    against: str | PathLike[str] | None = None,
    iam_only: bool = False,
    ignore: Sequence[str] = (),
) -> tuple[Finding, ...]:
    """Return what is wrong with templates, IAM policy documents and claims files.

    >>> from influmojo_cfn import check
    >>> check("templates/influmojo-ecs-iam.yaml")
    ()

    Args:
        files: the files; each is checked once, and so are local files of nested stacks.
        against: the template that is deployed today: what an update from it would break is found.
        iam_only: run the rules of this package alone, without cfn-lint: faster.
        ignore: rule IDs, or their beginnings, that are not reported.

    Returns:
        Findings in the order of files and lines (from 1), of cfn-lint with the rules of this
        package, and of cloudformation-validate.

    Raises:
        Error: no file is given, a file cannot be read, or no rule has an ID to ignore.

    Source:
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html
    """
    from influmojo_cfn.arguments import BOOLEAN, FILE, LIST_OF_TEXTS, check_arguments, shown
    from influmojo_cfn.checks.run import check as check_files
    from influmojo_cfn.checks.settings import rule_id_problem

    if not files:
        raise Error(Problem("files", "are missing; give at least one"))
    for file in files:
        if not FILE.takes(file):
            raise Error(Problem("files", f"one is {shown(file)}; expected {FILE.words}"))
    check_arguments(
        against=(against, FILE.or_none()),
        iam_only=(iam_only, BOOLEAN),
        ignore=(ignore, LIST_OF_TEXTS),
    )
    if problems := [Problem("ignore", text) for each in ignore if (text := rule_id_problem(each))]:
        raise Error(problems)
    old = None if against is None else Path(against)
    return tuple(
        check_files(list(map(Path, files)), against=old, iam_only=iam_only, ignored=ignore)
    )


def _policy(source: Source, kind: PolicyType = "identity") -> Policy:
    from influmojo_cfn.cloudformation.source import read_source
    from influmojo_cfn.iam.document import parse_policy

    document = read_source(source)
    name = Path(document.source).name
    return parse_policy(document.data, kind=kind, name=name, source=document)
