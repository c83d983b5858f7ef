"""What CodeBuild calls with the service role of a project, as far as the project tells.

https://docs.aws.amazon.com/codebuild/latest/userguide/setting-up-service-role.html
(read 2026-11-27), and the pages that are named next to the rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from influmojo_cfn.cloudformation.resolver import Resolver
from influmojo_cfn.errors import Path
from influmojo_cfn.iam import text as t
from influmojo_cfn.service_roles.service_call import ANYTHING, ServiceCall
from influmojo_cfn.service_roles.template_fields import Property, arn_of, resources, service_of

PROJECT = "AWS::CodeBuild::Project"
PIPELINE = "AWS::CodePipeline::Pipeline"
STAGE_ACTIONS = ("Stages", "*", "Actions", "*")
PULL = ("ecr:GetAuthorizationToken", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer")
"""What it takes to pull an image of Amazon ECR; the token is not of one repository."""

PUSH = (
    "ecr:BatchCheckLayerAvailability",
    "ecr:InitiateLayerUpload",
    "ecr:UploadLayerPart",
    "ecr:CompleteLayerUpload",
    "ecr:PutImage",
)
"""What it takes to push an image, in addition to the token."""

_REGISTRY = re.compile(r"([^.]+)\.dkr\.ecr\.([^.]+)\..+")
_OF_ITS_OWN_NAME = re.compile(r"arn:|\$|\{\{")
"""What tells that a report group is not named after the project."""
_FIRST_KEY = re.compile(r"\s*\n\s+([A-Za-z0-9][\w-]*):")
_ROLE_PAGE = "https://docs.aws.amazon.com/codebuild/latest/userguide/setting-up-service-role.html"

COMMANDS: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...] = (
    (re.compile(r"aws ecr get-login(-password)?\b"), ("ecr:GetAuthorizationToken",)),
    (re.compile(r"aws ecs update-service\b"), ("ecs:UpdateService",)),
    (re.compile(r"aws ecs register-task-definition\b"), ("ecs:RegisterTaskDefinition",)),
    (re.compile(r"aws ecs describe-task-definition\b"), ("ecs:DescribeTaskDefinition",)),
    (re.compile(r"aws ecs run-task\b"), ("ecs:RunTask",)),
    (re.compile(r"aws lambda update-function-code\b"), ("lambda:UpdateFunctionCode",)),
    (re.compile(r"aws cloudfront create-invalidation\b"), ("cloudfront:CreateInvalidation",)),
    (re.compile(r"aws secretsmanager get-secret-value\b"), ("secretsmanager:GetSecretValue",)),
    (re.compile(r"aws ssm get-parameter\b"), ("ssm:GetParameter",)),
    (re.compile(r"aws ssm put-parameter\b"), ("ssm:PutParameter",)),
    (re.compile(r"docker (image )?push\b"), PUSH),
    (
        re.compile(r"(?m)^reports:"),
        ("codebuild:CreateReport", "codebuild:UpdateReport", "codebuild:BatchPutTestCases"),
    ),
)
"""What a buildspec runs, and the actions that it takes.

https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-push-iam.html,
https://docs.aws.amazon.com/codebuild/latest/userguide/test-permissions.html and the reference of
the AWS CLI (read 2026-11-27).
"""


def codebuild_calls(resolver: Resolver) -> Iterator[ServiceCall]:
    """Yield the calls of every project; a pipeline gives its builds sources and artifacts."""
    in_pipelines = {
        project.logical_id
        for pipeline in resources(resolver, PIPELINE)
        for name in pipeline.values(*STAGE_ACTIONS, "Configuration", "ProjectName")
        for project in projects_named(resolver, name.text)
    }
    for properties in resources(resolver, PROJECT):
        for role in properties.below("ServiceRole"):
            project = _Project(properties, role)
            yield from project.logs()
            yield from project.cache()
            if properties.logical_id not in in_pipelines:
                yield from project.sources()
            yield from project.variables()
            yield from project.commands()
            yield from project.image()
            yield from project.batches()


def projects_named(resolver: Resolver, text: str) -> Iterator[Property]:
    """Yield the projects of the template of a name."""
    for project in resources(resolver, PROJECT):
        if text in (project.name("Name"), resolver.named(project.logical_id)):
            yield project


def writes_artifacts(project: Property) -> bool:
    """Return whether a project can write artifacts: an inline buildspec tells in ``artifacts``.

    https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html (read 2026-11-27)
    """
    specs = project.values("Source", "BuildSpec")
    inline = [value.text for value in specs if "phases" in value.text]
    return not inline or any(t.has_unknown(text) or "artifacts" in text for text in inline)


class _Project(NamedTuple):
    """The properties of a project, and one service role that it can have."""

    properties: Property
    role: Property

    @property
    def name(self) -> str:
        """The project's name."""
        return self.properties.name("Name")

    def _call(self, action: str, resource: str, purpose: str, path: Path) -> ServiceCall:
        return ServiceCall.one(self.role, action, resource, purpose, _ROLE_PAGE, path)

    def logs(self) -> Iterator[ServiceCall]:
        """Yield what it takes to write the build's log under its name, or the one that is set."""
        place = ("LogsConfig", "CloudWatchLogs")
        if self.properties.text(*place, "Status", default="ENABLED") != "ENABLED":
            return
        name = self.properties.text(*place, "GroupName") or (f"/aws/codebuild/{self.name}")
        stream = arn_of("logs", f"log-group:{name}:log-stream:{t.ANY}")
        path = self.properties.path
        for action in ("logs:CreateLogStream", "logs:PutLogEvents"):
            yield self._call(action, stream, "write the build's log", path)

    def sources(self) -> Iterator[ServiceCall]:
        """Yield what it takes to read the source and to store the artifacts."""
        yield from self._in_bucket("Source", "read the source", "s3:GetObject")
        yield from self._in_bucket("Artifacts", "store the artifacts", "s3:PutObject")
        for value in self.properties.values("Source", "Type"):
            if value.text == "CODECOMMIT":
                purpose = "read the source from the repository"
                yield self._call("codecommit:GitPull", ANYTHING, purpose, value.path)

    def cache(self) -> Iterator[ServiceCall]:
        """Yield what it takes to use the cache."""
        yield from self._in_bucket("Cache", "use the cache", "s3:GetObject", "s3:PutObject")

    def _in_bucket(self, key: str, purpose: str, *actions: str) -> Iterator[ServiceCall]:
        if self.properties.text(key, "Type") != "S3":
            return
        for value in self.properties.values(key, "Location"):
            location = value.text.rpartition(":::")[2]
            bucket, slash, rest = location.partition("/")
            rest = f"{rest}{t.ANY}" if key == "Cache" or not slash else rest
            for action in actions:
                arn = f"arn:{t.PARTITION}:s3:::{bucket}/{rest}"
                yield self._call(action, arn, purpose, value.path)

    def variables(self) -> Iterator[ServiceCall]:
        """Yield what it takes to read environment variables that are secrets and parameters."""
        place = ("Environment", "EnvironmentVariables", "*")
        for node in self.properties.below(*place):
            kind = node.text("Type")
            for value in node.values("Value"):
                if kind == "PARAMETER_STORE":
                    name = value.text.lstrip("/")
                    arn = value.text if service_of(name) else arn_of("ssm", f"parameter/{name}")
                    action, what = "ssm:GetParameters", "parameter"
                elif kind == "SECRETS_MANAGER":
                    arn = _secret_arn(value.text)
                    action, what = "secretsmanager:GetSecretValue", "secret"
                else:
                    continue
                yield self._call(action, arn, f"read the {what}", value.path)

    def commands(self) -> Iterator[ServiceCall]:
        """Yield what the commands of an inline buildspec take."""
        for value in self.properties.values("Source", "BuildSpec"):
            if "assume-role" in value.text or "--profile" in value.text:
                continue
            for pattern, actions in COMMANDS:
                found = pattern.search(value.text)
                if found is None:
                    continue
                to_ecr = ".dkr.ecr." in value.text or "aws ecr" in value.text
                if "docker" in found.group() and not to_ecr:
                    continue
                purpose = f"run `{found.group()}`" if " " in found.group() else "write reports"
                for action in actions:
                    resource = self._pushed(action)
                    if action.startswith("codebuild:"):
                        resource = self._reported(value.text[found.end() :])
                    yield self._call(action, resource, purpose, value.path)

    def image(self) -> Iterator[ServiceCall]:
        """Yield what it takes to pull the image that builds run in with the project's own role.

        https://docs.aws.amazon.com/codebuild/latest/userguide/sample-ecr.html and
        https://docs.aws.amazon.com/codebuild/latest/userguide/sample-private-registry.html
        (read 2026-11-27)
        """
        if self.properties.text("Environment", "ImagePullCredentialsType") != "SERVICE_ROLE":
            return
        place = ("Environment", "RegistryCredential", "Credential")
        for value in self.properties.values(*place):
            action, arn = "secretsmanager:GetSecretValue", _secret_arn(value.text)
            yield self._call(action, arn, "authenticate to Amazon ECR", value.path)
        for value in self.properties.values("Environment", "Image"):
            arn = self._repository(value.text)
            for action in PULL if arn else ():
                resource = ANYTHING if action == PULL[0] else arn
                yield self._call(action, resource, "pull the image of the build", value.path)

    def batches(self) -> Iterator[ServiceCall]:
        """Yield what the role of batches starts and stops.

        https://docs.aws.amazon.com/codebuild/latest/userguide/batch-build.html (read 2026-11-27)
        """
        place = ("BuildBatchConfig", "ServiceRole")
        own = arn_of("codebuild", f"project/{self.name}")
        for role in self.properties.below(*place):
            for action in ("codebuild:StartBuild", "codebuild:StopBuild", "codebuild:RetryBuild"):
                yield ServiceCall.one(role, action, own, "run the builds of a batch", _ROLE_PAGE)

    def _repositories(self) -> list[Property]:
        return list(resources(self.properties.resolver, "AWS::ECR::Repository"))

    def _repository(self, image: str) -> str:
        """Return the ARN of the repository of Amazon ECR that an image is of, or ""."""
        name = re.split("[:@]", image)[0]
        for each in self._repositories():
            if name == each.attribute("RepositoryUri"):
                return each.attribute("Arn")
        host, _, repository = name.partition("/")
        found = _REGISTRY.fullmatch(host)
        if found is None:
            return ""
        account, region = found.groups()
        return arn_of("ecr", f"repository/{repository}", region=region, account=account)

    def _reported(self, groups: str) -> str:
        """Return the report groups that a buildspec names, which have the project's name before.

        https://docs.aws.amazon.com/codebuild/latest/userguide/report-group-naming.html
        (read 2026-11-27)
        """
        if _OF_ITS_OWN_NAME.search(groups):
            return ANYTHING
        first = _FIRST_KEY.match(groups)
        return arn_of("codebuild", f"report-group/{self.name}-{first[1] if first else t.ANY}")

    def _pushed(self, action: str) -> str:
        """Return the repository that images are pushed to, where the template has just one."""
        repositories = self._repositories()
        if not action.startswith("ecr:") or action == "ecr:GetAuthorizationToken":
            return ANYTHING
        named = {each.resolver.named(each.logical_id) for each in repositories}
        named |= {each.attribute("RepositoryUri") for each in repositories}
        place = ("Environment", "EnvironmentVariables", "*", "Value")
        used = {value.text for value in self.properties.values(*place)}
        if len(repositories) == 1 and named & used:
            return repositories[0].attribute("Arn")
        return ANYTHING


def _secret_arn(text: str) -> str:
    """Return the ARN of a secret that CodeBuild takes by name or ARN, with a JSON key behind it."""
    if service_of(text):
        return ":".join(text.split(":")[:7])
    return arn_of("secretsmanager", f"secret:{text.partition(':')[0]}-{t.ANY}")
