"""What CodePipeline calls with the roles of a pipeline, and CodeBuild for it."""

from __future__ import annotations

from collections.abc import Iterator

from influmojo_cfn.cloudformation.resolver import Resolver
from influmojo_cfn.errors import Path
from influmojo_cfn.iam import text as t
from influmojo_cfn.iam.written import Node, Value
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
from influmojo_cfn.service_roles.codebuild_calls import PROJECT, project_name, writes_artifacts
from influmojo_cfn.service_roles.encrypted_calls import key_arn
from influmojo_cfn.service_roles.field_calls import ONE_OF, function_named
from influmojo_cfn.service_roles.integration_resource import executions_of
from influmojo_cfn.service_roles.run_task_calls import pass_role_calls, passing, role_arn
from influmojo_cfn.service_roles.service_call import (
    ANYTHING,
    PipelineAction,
    ServiceCall,
    UnreadCall,
)
from influmojo_cfn.service_roles.template_fields import (
    arn_of,
    below,
    is_given,
    properties_of,
    resource_named,
    service_of,
    text_at,
    values_at,
)

PIPELINE = "AWS::CodePipeline::Pipeline"
_SERVICE = "AWS::ECS::Service"
_GROUP = "AWS::CodeDeploy::DeploymentGroup"
_FORMATION = "cloudformation.amazonaws.com"


def pipeline_calls(resolver: Resolver) -> Iterator[ServiceCall]:
    """Yield the calls of every pipeline, and those of the builds that it runs on its artifacts."""
    for logical_id in resolver.resources_of(PIPELINE):
        properties = properties_of(resolver, logical_id)
        for role in below(resolver, properties, ("RoleArn",)):
            pipeline = _Pipeline(resolver, logical_id, properties, role)
            yield from pipeline.artifacts(role, ("s3:GetObject", "s3:PutObject"), role[1])
            for action in below(resolver, properties, ("Stages", "*", "Actions", "*")):
                yield from pipeline.calls_of(action)
    for logical_id in resolver.resources_of(_GROUP):
        yield from _task_set(resolver, logical_id)


def unread_actions(resolver: Resolver) -> Iterator[UnreadCall]:
    """Yield each action of a pipeline whose provider is of AWS and in no table."""
    for logical_id in resolver.resources_of(PIPELINE):
        properties = properties_of(resolver, logical_id)
        for action in below(resolver, properties, ("Stages", "*", "Actions", "*")):
            provider = text_at(resolver, action, "ActionTypeId", "Provider")
            is_of_aws = text_at(resolver, action, "ActionTypeId", "Owner") == "AWS"
            if not is_of_aws or provider in READ_PROVIDERS:
                continue
            reason = f"no table has what the provider {resolver.show(provider)} calls"
            own = below(resolver, action, ("RoleArn",))
            for role in own or below(resolver, properties, ("RoleArn",)):
                yield UnreadCall(logical_id, role, "run the action", action[1], ROLE_PAGE, reason)


def _task_set(resolver: Resolver, logical_id: str) -> Iterator[ServiceCall]:
    """Yield the roles that CodeDeploy hands over when it creates a task set."""
    properties = properties_of(resolver, logical_id)
    for service in values_at(resolver, properties, ("ECSServices", "*", "ServiceName")):
        for role in below(resolver, properties, ("ServiceRoleArn",)):
            for definition in definitions_of_service(resolver, service.text):
                yield from pass_role_calls(resolver, logical_id, role, definition, role[1])


def definitions_of_service(resolver: Resolver, text: str) -> Iterator[str]:
    """Yield the task definition of a service of the template, by the service's name or ARN."""
    for logical_id in resolver.resources_of(_SERVICE):
        properties = properties_of(resolver, logical_id)
        name = text_at(resolver, properties, "ServiceName")
        names = {resolver.named(logical_id), resolver.get_att(logical_id, "Name"), name} - {
            "",
            t.ANY,
        }
        if text in names:
            definition = text_at(resolver, properties, "TaskDefinition")
            found = resource_named(resolver, definition, "AWS::ECS::TaskDefinition")
            if found:
                yield found


class _Pipeline:
    def __init__(self, resolver: Resolver, logical_id: str, properties: Node, role: Node) -> None:
        self.resolver = resolver
        self.logical_id = logical_id
        self.properties = properties
        self.role = role
        stores = below(resolver, properties, ("ArtifactStore",))
        self.stores = stores or below(
            resolver, properties, ("ArtifactStores", "*", "ArtifactStore")
        )

    def _call(
        self, role: Node, actions: str, resources: tuple[str, ...], purpose: str, path: Path
    ) -> ServiceCall:
        named = tuple(actions.split(ONE_OF))
        return ServiceCall(self.logical_id, role, named, resources, purpose, path, ROLE_PAGE)

    def artifacts(self, role: Node, actions: tuple[str, ...], path: Path) -> Iterator[ServiceCall]:
        """Yield the calls on the bucket of artifacts, and on its key."""
        for store in self.stores:
            bucket = text_at(self.resolver, store, "Location")
            arn = f"arn:{t.PARTITION}:s3:::{bucket}/{t.ANY}" if bucket else ANYTHING
            for action in actions:
                yield self._call(role, action, (arn,), "exchange artifacts", path)
            key = key_arn(self.resolver, text_at(self.resolver, store, "EncryptionKey", "Id"))
            needed = {"s3:GetObject": "kms:Decrypt", "s3:PutObject": "kms:GenerateDataKey"}
            for action in actions if key else ():
                purpose = "use the key of the artifacts"
                yield self._call(role, needed[action], (key,), purpose, path)

    def calls_of(self, action: Node) -> Iterator[ServiceCall]:
        """Yield the calls of an action of a stage."""
        resolver = self.resolver
        owner = text_at(resolver, action, "ActionTypeId", "Owner")
        provider = text_at(resolver, action, "ActionTypeId", "Provider")
        if owner != "AWS":
            return
        own = below(resolver, action, ("RoleArn",))
        for place in own:
            for value in resolver.values(*place):
                purpose = "take the role of the action"
                arn = role_arn(resolver, value.text)
                yield self._call(self.role, "sts:AssumeRole", (arn,), purpose, value.path)
        rows = PROVIDERS.get(provider, ())
        if text_at(resolver, action, "Configuration", "BatchEnabled") == "true":
            rows = (BATCHES,)
        for role in own or [self.role]:
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

    def _of_row(self, row: PipelineAction, action: Node, role: Node) -> Iterator[ServiceCall]:
        resolver = self.resolver
        configuration = ("Configuration", row.field)
        named = values_at(resolver, action, configuration) if row.field else []
        if row.arn == "{}" and not named:
            return
        for value in named or [Value(ANYTHING, action[1])]:
            resource = _arn(resolver, row, value.text)
            if row.arn == SERVICE:
                cluster = text_at(resolver, action, "Configuration", "ClusterName")
                resource = _service_arn(resolver, cluster, value.text)
            for actions in row.actions:
                yield self._call(role, actions, (resource,), row.purpose, value.path)
        if row.passes:
            for service in values_at(resolver, action, ("Configuration", "ServiceName")):
                for definition in definitions_of_service(resolver, service.text):
                    yield from pass_role_calls(
                        resolver, self.logical_id, role, definition, service.path
                    )

    def _of_stack(self, action: Node, role: Node) -> Iterator[ServiceCall]:
        resolver = self.resolver
        mode = text_at(resolver, action, "Configuration", "ActionMode")
        name = text_at(resolver, action, "Configuration", "StackName")
        stack = arn_of("cloudformation", f"stack/{name}/{t.ANY}") if name else ANYTHING
        for called in STACK_ACTIONS.get(mode, ()):
            yield self._call(role, called, (stack,), "change the stack", action[1])
        if mode == "CHANGE_SET_EXECUTE":
            return
        for value in values_at(resolver, action, ("Configuration", "RoleArn")):
            passed = role_arn(resolver, value.text)
            purpose = "hand over the stack's role"
            yield passing(self.logical_id, role, passed, _FORMATION, purpose, value.path)

    def _of_deployment(self, action: Node, role: Node) -> Iterator[ServiceCall]:
        """Yield the calls of CodeDeploy, and the roles of the tasks that it deploys to ECS."""
        resolver = self.resolver
        application = text_at(resolver, action, "Configuration", "ApplicationName")
        group = text_at(resolver, action, "Configuration", "DeploymentGroupName")
        for resource, actions in DEPLOYMENT.items():
            arn = arn_of("codedeploy", resource.format(application=application, group=group))
            known = resource and application and group
            for called in actions:
                on = (arn if known else ANYTHING,)
                yield self._call(role, called, on, "deploy with CodeDeploy", action[1])
        if text_at(resolver, action, "ActionTypeId", "Provider") != "CodeDeployToECS":
            return
        for logical_id in resolver.resources_of(_GROUP):
            properties = properties_of(resolver, logical_id)
            names = {
                resolver.named(logical_id),
                text_at(resolver, properties, "DeploymentGroupName"),
            }
            if group not in names - {"", t.ANY}:
                continue
            for service in values_at(resolver, properties, ("ECSServices", "*", "ServiceName")):
                for definition in definitions_of_service(resolver, service.text):
                    yield from pass_role_calls(
                        resolver, self.logical_id, role, definition, action[1]
                    )

    def _of_commands(self, action: Node, role: Node) -> Iterator[ServiceCall]:
        """Yield what it takes to write the log of commands that run in CodePipeline itself."""
        name = text_at(self.resolver, self.properties, "Name") or self.resolver.named(
            self.logical_id
        )
        stream = arn_of("logs", f"log-group:/aws/codepipeline/{name}:log-stream:{t.ANY}")
        for called in ("logs:CreateLogStream", "logs:PutLogEvents"):
            yield self._call(role, called, (stream,), "write the log of the commands", action[1])

    def _of_function(self, action: Node) -> Iterator[ServiceCall]:
        """Yield what the role of an invoked function needs in order to end the pipeline's job."""
        resolver = self.resolver
        for value in values_at(resolver, action, ("Configuration", "FunctionName")):
            function = function_named(resolver, value.text)
            if function:
                for role in below(resolver, properties_of(resolver, function), ("Role",)):
                    for called in ANSWERS:
                        purpose = "tell the pipeline how its job ended"
                        yield self._call(role, called, (ANYTHING,), purpose, value.path)

    def _of_bucket(self, action: Node, role: Node) -> Iterator[ServiceCall]:
        resolver = self.resolver
        deploys = text_at(resolver, action, "ActionTypeId", "Category") == "Deploy"
        field, called = ("BucketName", "s3:PutObject") if deploys else ("S3Bucket", "s3:GetObject")
        key = t.ANY if deploys else text_at(resolver, action, "Configuration", "S3ObjectKey")
        for value in values_at(resolver, action, ("Configuration", field)):
            arn = f"arn:{t.PARTITION}:s3:::{value.text}/{key or t.ANY}"
            purpose = "deploy to the bucket" if deploys else "read the source"
            yield self._call(role, called, (arn,), purpose, value.path)

    def _of_build(self, action: Node) -> Iterator[ServiceCall]:
        """Yield what the role of the build needs of the pipeline's artifacts."""
        resolver = self.resolver
        given = is_given(resolver, action, "OutputArtifacts")
        for value in values_at(resolver, action, ("Configuration", "ProjectName")):
            for project in resolver.resources_of(PROJECT):
                names = {project_name(resolver, project), resolver.named(project)}
                if value.text not in names:
                    continue
                properties = properties_of(resolver, project)
                writes = given and writes_artifacts(resolver, properties)
                actions = ("s3:GetObject", "s3:PutObject") if writes else ("s3:GetObject",)
                for role in below(resolver, properties, ("ServiceRole",)):
                    yield from self.artifacts(role, actions, value.path)
                    yield from self._clones(action, role, value.path)

    def _clones(self, action: Node, role: Node, path: Path) -> Iterator[ServiceCall]:
        """Yield what it takes to clone the sources that come as references."""
        resolver = self.resolver
        name = ("*", "Name")
        taken = {value.text for value in values_at(resolver, action, ("InputArtifacts", *name))}
        for source in below(resolver, self.properties, ("Stages", "*", "Actions", "*")):
            given = values_at(resolver, source, ("OutputArtifacts", *name))
            form = text_at(resolver, source, "Configuration", "OutputArtifactFormat")
            provider = text_at(resolver, source, "ActionTypeId", "Provider")
            if form != "CODEBUILD_CLONE_REF" or provider not in CLONES:
                continue
            if not taken & {value.text for value in given}:
                continue
            called, field, arn = CLONES[provider]
            for value in values_at(resolver, source, ("Configuration", field)):
                resource = _arn(resolver, PipelineAction((called,), "", field, arn), value.text)
                yield self._call(role, called, (resource,), "clone the source", path)


def _arn(resolver: Resolver, row: PipelineAction, text: str) -> str:
    if not row.arn or text == ANYTHING:
        return ANYTHING
    if row.arn == EXECUTION:
        return executions_of(resolver, text)
    if row.arn == "{}":
        return text if service_of(text) or t.has_unknown(text) else ANYTHING
    service, _, resource = row.arn.partition(":")
    if service == "codebuild":
        for project in resolver.resources_of(PROJECT):
            if text in (project_name(resolver, project), resolver.named(project)):
                text = project_name(resolver, project)
                break
    if service == "lambda":
        found = resource_named(resolver, text, "AWS::Lambda::Function")
        if found:
            return resolver.get_att(found, "Arn")
    return arn_of(service, resource.format(text))


def _service_arn(resolver: Resolver, cluster: str, service: str) -> str:
    """Return the ARN of an ECS service, by its cluster and its name or attribute Name."""
    for logical_id in resolver.resources_of(_SERVICE):
        if service == resolver.get_att(logical_id, "Name"):
            service = (
                text_at(resolver, properties_of(resolver, logical_id), "ServiceName") or service
            )
    if not cluster or not service or service_of(service) or service_of(cluster):
        return ANYTHING
    return arn_of("ecs", f"service/{cluster}/{service}")
