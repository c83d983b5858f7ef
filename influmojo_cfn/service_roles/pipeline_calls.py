"""What CodePipeline calls with the roles of a pipeline, and CodeBuild for it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from influmojo_cfn.cloudformation.resolver import Resolver
from influmojo_cfn.errors import Path
from influmojo_cfn.iam import text as t
from influmojo_cfn.iam.written import Value
from influmojo_cfn.service_roles.call_tables.pipelines import (
    ANSWERS,
    BATCHES,
    CLONES,
    DEPLOYMENT,
    EXECUTION,
    PROVIDERS,
    READ_PROVIDERS,
    ROLE_PAGE,
    SERVICE,
    STACK_ACTIONS,
    WRITES_LOGS,
)
from influmojo_cfn.service_roles.codebuild_calls import (
    PIPELINE,
    STAGE_ACTIONS,
    projects_named,
    writes_artifacts,
)
from influmojo_cfn.service_roles.encrypted_calls import key_arn_in
from influmojo_cfn.service_roles.field_calls import function_named
from influmojo_cfn.service_roles.integration_resource import executions_of
from influmojo_cfn.service_roles.run_task_calls import (
    pass_role_calls,
    passing,
    role_arn,
)
from influmojo_cfn.service_roles.service_call import (
    ANYTHING,
    PipelineAction,
    ServiceCall,
    UnreadCall,
)
from influmojo_cfn.service_roles.template_fields import (
    Property,
    arn_of,
    properties_of,
    resource_named,
    resources,
    service_of,
)
from influmojo_cfn.task_definition.task_resources import TASK_DEFINITION

_SERVICE = "AWS::ECS::Service"
_GROUP = "AWS::CodeDeploy::DeploymentGroup"
_FORMATION = "cloudformation.amazonaws.com"


def pipeline_calls(resolver: Resolver) -> Iterator[ServiceCall]:
    """Yield the calls of every pipeline, and those of the builds that it runs on its artifacts."""
    for properties in resources(resolver, PIPELINE):
        for role in properties.below("RoleArn"):
            pipeline = _Pipeline(properties, role)
            if pipeline.exchanges_artifacts:
                yield from pipeline.artifacts(role, ("s3:GetObject", "s3:PutObject"), role.path)
            for action in properties.below(*STAGE_ACTIONS):
                yield from pipeline.calls_of(action)
    for group in resources(resolver, _GROUP):
        for definition in _definitions_of_group(group):
            for role in group.below("ServiceRoleArn"):
                yield from pass_role_calls(role, definition, role.path)


def unread_actions(resolver: Resolver) -> Iterator[UnreadCall]:
    """Yield each action of a pipeline whose provider is of AWS and in no table."""
    for pipeline in resources(resolver, PIPELINE):
        for action in pipeline.below(*STAGE_ACTIONS):
            provider = action.text("ActionTypeId", "Provider")
            is_of_aws = action.text("ActionTypeId", "Owner") == "AWS"
            if not is_of_aws or provider in READ_PROVIDERS:
                continue
            reason = f"no table has what the provider {resolver.show(provider)} calls"
            for role in action.below("RoleArn") or pipeline.below("RoleArn"):
                yield UnreadCall(
                    pipeline.logical_id, role, "run the action", action.path, ROLE_PAGE, reason
                )


def _definitions_of_group(group: Property) -> Iterator[str]:
    """Yield the task definitions of the services that CodeDeploy replaces the task sets of."""
    for service in group.values("ECSServices", "*", "ServiceName"):
        yield from definitions_of_service(group.resolver, service.text)


def definitions_of_service(resolver: Resolver, text: str) -> Iterator[str]:
    """Yield the task definition of a service of the template, by the service's name or ARN."""
    for service in resources(resolver, _SERVICE):
        own = (resolver.named(service.logical_id), service.attribute("Name"))
        if text in {*own, service.text("ServiceName")} - {"", t.ANY}:
            found = resource_named(resolver, service.text("TaskDefinition"), TASK_DEFINITION)
            if found:
                yield found


class _Pipeline(NamedTuple):
    """The properties of a pipeline, and one role that it can have."""

    properties: Property
    role: Property

    @property
    def resolver(self) -> Resolver:
        """What resolves the template."""
        return self.properties.resolver

    @property
    def exchanges_artifacts(self) -> bool:
        """Return whether not every action with artifacts has a role of its own, which uses them."""
        own = [
            action.is_given("RoleArn")
            for action in self.properties.below(*STAGE_ACTIONS)
            if action.is_given("InputArtifacts") or action.is_given("OutputArtifacts")
        ]
        return not own or not all(own)

    def _call(
        self, role: Property, action: str, resource: str, purpose: str, path: Path
    ) -> ServiceCall:
        call = ServiceCall.one(role, action, resource, purpose, ROLE_PAGE, path)
        return call._replace(logical_id=self.properties.logical_id)

    def artifacts(
        self, role: Property, actions: tuple[str, ...], path: Path
    ) -> Iterator[ServiceCall]:
        """Yield the calls on the bucket of artifacts, and on its key."""
        one = self.properties.below("ArtifactStore")
        for store in one or self.properties.below("ArtifactStores", "*", "ArtifactStore"):
            bucket = store.text("Location")
            arn = f"arn:{t.PARTITION}:s3:::{bucket}/{t.ANY}" if bucket else ANYTHING
            for action in actions:
                yield self._call(role, action, arn, "exchange artifacts", path)
            key = key_arn_in(self.resolver, store.text("EncryptionKey", "Id"))
            needed = {"s3:GetObject": "kms:Decrypt", "s3:PutObject": "kms:GenerateDataKey"}
            for action in actions if key else ():
                yield self._call(role, needed[action], key, "use the key of the artifacts", path)

    def calls_of(self, action: Property) -> Iterator[ServiceCall]:
        """Yield the calls of an action of a stage."""
        provider = action.text("ActionTypeId", "Provider")
        if action.text("ActionTypeId", "Owner") != "AWS":
            return
        for value in action.values("RoleArn"):
            purpose = "take the role of the action"
            arn = role_arn(self.resolver, value.text)
            yield self._call(self.role, "sts:AssumeRole", arn, purpose, value.path)
        rows = PROVIDERS.get(provider, ())
        if action.text("Configuration", "BatchEnabled") == "true":
            rows = (BATCHES,)
        for role in action.below("RoleArn") or [self.role]:
            for row in rows:
                yield from self._of_row(row, action, role)
            if provider == "CloudFormation":
                yield from self._of_stack(action, role)
            elif provider == "S3":
                yield from self._of_bucket(action, role)
            elif provider in ("CodeDeploy", "CodeDeployToECS"):
                yield from self._of_deployment(action, role)
            elif provider in WRITES_LOGS:
                yield from self._of_commands(action, role)
        if provider == "CodeBuild":
            yield from self._of_build(action)
        elif provider == "Lambda":
            yield from self._of_function(action)

    def _of_row(
        self, row: PipelineAction, action: Property, role: Property
    ) -> Iterator[ServiceCall]:
        named = action.values("Configuration", row.field) if row.field else []
        if row.arn == "{}" and not named:
            return
        for value in named or [Value(ANYTHING, action.path)]:
            resource = _arn(self.resolver, row.arn, value.text)
            if row.arn == SERVICE:
                cluster = action.text("Configuration", "ClusterName")
                resource = _service_arn(self.resolver, cluster, value.text)
            for called in row.actions:
                yield self._call(role, called, resource, row.purpose, value.path)
        for service in action.values("Configuration", "ServiceName") if row.passes else ():
            for definition in definitions_of_service(self.resolver, service.text):
                yield from pass_role_calls(role, definition, service.path)

    def _of_stack(self, action: Property, role: Property) -> Iterator[ServiceCall]:
        mode = action.text("Configuration", "ActionMode")
        name = action.text("Configuration", "StackName")
        stack = arn_of("cloudformation", f"stack/{name}/{t.ANY}") if name else ANYTHING
        is_own = name == t.STACK_NAME  # the stack that holds the pipeline exists
        for called in STACK_ACTIONS.get(mode, ()):
            if not (is_own and called == "cloudformation:CreateStack"):
                yield self._call(role, called, stack, "change the stack", action.path)
        if mode == "CHANGE_SET_EXECUTE":
            return
        for value in action.values("Configuration", "RoleArn"):
            passed = role_arn(self.resolver, value.text)
            yield passing(role, passed, _FORMATION, "hand over the stack's role", value.path)

    def _of_deployment(self, action: Property, role: Property) -> Iterator[ServiceCall]:
        """Yield the calls of CodeDeploy, and the roles of the tasks that it deploys to ECS."""
        application = action.text("Configuration", "ApplicationName")
        group = action.text("Configuration", "DeploymentGroupName")
        for resource, actions in DEPLOYMENT.items():
            arn = arn_of("codedeploy", resource.format(application=application, group=group))
            known = resource and application and group
            for called in actions:
                on = arn if known else ANYTHING
                yield self._call(role, called, on, "deploy with CodeDeploy", action.path)
        if action.text("ActionTypeId", "Provider") != "CodeDeployToECS":
            return
        for each in resources(self.resolver, _GROUP):
            names = {self.resolver.named(each.logical_id), each.text("DeploymentGroupName")}
            for definition in _definitions_of_group(each) if group in names - {"", t.ANY} else ():
                yield from pass_role_calls(role, definition, action.path)

    def _of_commands(self, action: Property, role: Property) -> Iterator[ServiceCall]:
        """Yield what it takes to write the log of commands that run in CodePipeline itself."""
        group = f"/aws/codepipeline/{self.properties.name('Name')}"
        stream = arn_of("logs", f"log-group:{group}:log-stream:{t.ANY}")
        for called in ("logs:CreateLogStream", "logs:PutLogEvents"):
            yield self._call(role, called, stream, "write the log of the commands", action.path)

    def _of_function(self, action: Property) -> Iterator[ServiceCall]:
        """Yield what the role of an invoked function needs in order to end the pipeline's job."""
        resolver = self.resolver
        for value in action.values("Configuration", "FunctionName"):
            function = function_named(resolver, value.text)
            if function:
                for role in properties_of(resolver, function).below("Role"):
                    for called in ANSWERS:
                        purpose = "tell the pipeline how its job ended"
                        yield self._call(role, called, ANYTHING, purpose, value.path)

    def _of_bucket(self, action: Property, role: Property) -> Iterator[ServiceCall]:
        deploys = action.text("ActionTypeId", "Category") == "Deploy"
        field, called = ("BucketName", "s3:PutObject") if deploys else ("S3Bucket", "s3:GetObject")
        key = t.ANY if deploys else action.text("Configuration", "S3ObjectKey")
        for value in action.values("Configuration", field):
            arn = f"arn:{t.PARTITION}:s3:::{value.text}/{key or t.ANY}"
            purpose = "deploy to the bucket" if deploys else "read the source"
            yield self._call(role, called, arn, purpose, value.path)

    def _of_build(self, action: Property) -> Iterator[ServiceCall]:
        """Yield what the role of the build needs of the pipeline's artifacts."""
        given = action.is_given("OutputArtifacts")
        for value in action.values("Configuration", "ProjectName"):
            for project in projects_named(self.resolver, value.text):
                writes = given and writes_artifacts(project)
                actions = ("s3:GetObject", "s3:PutObject") if writes else ("s3:GetObject",)
                for role in project.below("ServiceRole"):
                    yield from self.artifacts(role, actions, value.path)
                    yield from self._clones(action, role, value.path)

    def _clones(self, action: Property, role: Property, path: Path) -> Iterator[ServiceCall]:
        """Yield what it takes to clone the sources that come as references."""
        name = ("*", "Name")
        taken = {value.text for value in action.values("InputArtifacts", *name)}
        for source in self.properties.below(*STAGE_ACTIONS):
            given = source.values("OutputArtifacts", *name)
            form = source.text("Configuration", "OutputArtifactFormat")
            provider = source.text("ActionTypeId", "Provider")
            if form != "CODEBUILD_CLONE_REF" or provider not in CLONES:
                continue
            if not taken & {value.text for value in given}:
                continue
            called, field, arn = CLONES[provider]
            for value in source.values("Configuration", field):
                resource = _arn(self.resolver, arn, value.text)
                yield self._call(role, called, resource, "clone the source", path)


def _arn(resolver: Resolver, form: str, text: str) -> str:
    """Return the ARN, in the form of a table, of what a configuration names."""
    if not form or text == ANYTHING:
        return ANYTHING
    if form == EXECUTION:
        return executions_of(resolver, text)
    if form == "{}":
        return text if service_of(text) or t.has_unknown(text) else ANYTHING
    service, _, resource = form.partition(":")
    if service == "codebuild":
        project = next(projects_named(resolver, text), None)
        text = project.name("Name") if project else text
    if service == "lambda":
        found = resource_named(resolver, text, "AWS::Lambda::Function")
        if found:
            return resolver.get_att(found, "Arn")
    return arn_of(service, resource.format(text))


def _service_arn(resolver: Resolver, cluster: str, service: str) -> str:
    """Return the ARN of an ECS service, by its cluster and its name or attribute Name."""
    for each in resources(resolver, _SERVICE):
        if service == each.attribute("Name"):
            service = each.text("ServiceName") or service
    if not cluster or not service or service_of(service) or service_of(cluster):
        return ANYTHING
    return arn_of("ecs", f"service/{cluster}/{service}")
