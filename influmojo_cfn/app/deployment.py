"""Who deploys an app: a pipeline that an OpenID Connect provider speaks for.

Sources (read 2026-11-27):
https://docs.github.com/en/actions/security-for-github-actions/security-hardening-your-deployments/configuring-openid-connect-in-amazon-web-services
https://docs.gitlab.com/ci/cloud_services/aws/
https://support.atlassian.com/bitbucket-cloud/docs/deploy-on-aws-using-bitbucket-pipelines-openid-connect/
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from influmojo_cfn.app.fields import key
from influmojo_cfn.errors import Problem, did_you_mean

_BRANCH = "The branch that deploys."
_TAGS = "The tags that deploy, such as v*."


@dataclass(frozen=True, kw_only=True)
class GitHub:
    """Workflows of a GitHub repository: of one branch, one environment, or tags.

    >>> from influmojo_cfn import DeploymentPipeline, GitHub
    >>> DeploymentPipeline(github=GitHub(repository="acme/orders", branch="main")).provider is None
    True

    Raises:
        AppError: not exactly one of the three is given; see :class:`App`.

    Source: https://docs.github.com/en/actions/reference/security/oidc
    """

    repository: str = field(
        metadata=key("OWNER/NAME of the repository.", missing="OWNER/NAME of the repository")
    )
    branch: str | None = field(default=None, metadata=key(_BRANCH))
    environment: str | None = field(
        default=None, metadata=key("The GitHub environment that deploys.")
    )
    tags: str | None = field(default=None, metadata=key(_TAGS))


@dataclass(frozen=True, kw_only=True)
class GitLab:
    """Pipelines of a gitlab.com project: of one branch, or of tags.

    >>> from influmojo_cfn import DeploymentPipeline, GitLab
    >>> DeploymentPipeline(gitlab=GitLab(project="acme/orders", tags="v*")).run_tasks
    False

    Raises:
        AppError: not exactly one of the two is given; see :class:`App`.

    Source: https://docs.gitlab.com/ci/cloud_services/aws/
    """

    project: str = field(
        metadata=key("GROUP/PROJECT on gitlab.com.", missing="GROUP/PROJECT on gitlab.com")
    )
    branch: str | None = field(default=None, metadata=key(_BRANCH))
    tags: str | None = field(default=None, metadata=key(_TAGS))


@dataclass(frozen=True, kw_only=True)
class Bitbucket:
    """Pipelines of a Bitbucket repository; Bitbucket tells no branch of them.

    >>> from influmojo_cfn import Bitbucket, DeploymentPipeline
    >>> workspace = "11111111-2222-3333-4444-555555555555"
    >>> repository = "66666666-7777-8888-9999-000000000000"
    >>> orders = Bitbucket(workspace="acme", workspace_uuid=workspace, repository_uuid=repository)
    >>> DeploymentPipeline(bitbucket=orders).creates_provider
    False

    Raises:
        AppError: an ID is not a UUID without braces; see :class:`App`.

    Source:
    https://support.atlassian.com/bitbucket-cloud/docs/deploy-on-aws-using-bitbucket-pipelines-openid-connect/
    """

    workspace: str = field(
        metadata=key("The workspace's ID in URLs.", missing="the workspace's ID in URLs")
    )
    workspace_uuid: str = field(
        metadata=key("The workspace's UUID, without braces.", missing="the workspace's UUID")
    )
    repository_uuid: str = field(
        metadata=key("The repository's UUID, without braces.", missing="the repository's UUID")
    )


Pipeline: TypeAlias = GitHub | GitLab | Bitbucket


@dataclass(frozen=True, kw_only=True)
class DeploymentPipeline:
    """The pipeline that deploys an app: one of GitHub, GitLab and Bitbucket.

    >>> from influmojo_cfn import App, DeploymentPipeline, GitHub, Service, build
    >>> pipeline = DeploymentPipeline(github=GitHub(repository="acme/orders", branch="main"))
    >>> api = Service(name="api", repository="acme-api")
    >>> app = App(project="acme", services=[api], deployment=pipeline)
    >>> "DeploymentRole" in build(app)["Resources"]
    True

    Raises:
        AppError: not exactly one pipeline is given; see :class:`App`.

    Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html
    """

    github: GitHub | None = field(default=None, metadata=key("A repository on GitHub."))
    gitlab: GitLab | None = field(default=None, metadata=key("A project on gitlab.com."))
    bitbucket: Bitbucket | None = field(
        default=None, metadata=key("A repository on Bitbucket Cloud.")
    )

    provider: str | None = field(
        default=None,
        metadata=key(
            "create: the template creates the OpenID Connect provider, unless its parameter "
            "CreateOidcProvider is false; existing: the account has it."
        ),
    )

    run_tasks: bool = field(
        default=False,
        metadata=key("true: the pipeline also runs the app's tasks, such as a migration."),
    )

    @property
    def creates_provider(self) -> bool:
        """Return whether the template creates the provider unless it is given one."""
        return self.provider == "create"

    @property
    def pipelines(self) -> tuple[Pipeline, ...]:
        """Return the pipelines that are given: one, where nothing is wrong."""
        return tuple(each for each in (self.github, self.gitlab, self.bitbucket) if each)


@dataclass(frozen=True, kw_only=True)
class TokenIdentity:
    """How a pipeline shows who it is: provider without https://, audience, and subject.

    ``any_of`` says that the subject is a pattern.
    """

    host: str
    audience: str
    subject: str
    any_of: bool = False


def identity_of(pipeline: Pipeline) -> TokenIdentity:
    """Return what a pipeline's token says of it."""
    aws = "sts.amazonaws.com"
    if isinstance(pipeline, GitHub):
        rest = (
            f"ref:refs/heads/{pipeline.branch}"
            if pipeline.branch
            else f"environment:{pipeline.environment}"
            if pipeline.environment
            else f"ref:refs/tags/{pipeline.tags}"
        )
        return TokenIdentity(
            host="token.actions.githubusercontent.com",
            audience=aws,
            subject=f"repo:{pipeline.repository}:{rest}",
            any_of="*" in rest,
        )
    if isinstance(pipeline, GitLab):
        kind = "branch" if pipeline.branch else "tag"
        ref = pipeline.branch or pipeline.tags or ""
        return TokenIdentity(
            host="gitlab.com",
            audience=aws,
            subject=f"project_path:{pipeline.project}:ref_type:{kind}:ref:{ref}",
            any_of="*" in ref,
        )
    return TokenIdentity(
        host=f"api.bitbucket.org/2.0/workspaces/{pipeline.workspace}/pipelines-config/identity/oidc",
        audience=f"ari:cloud:bitbucket::workspace/{pipeline.workspace_uuid}",
        subject=f"{{{pipeline.repository_uuid}}}:*",
        any_of=True,
    )


_NAMES = re.compile(r"[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)+")
_REF = re.compile(r"[A-Za-z0-9_./@#+-]+")
_TAG = re.compile(r"[A-Za-z0-9_./@#+*-]+")
_ENVIRONMENT = re.compile(r"[A-Za-z0-9_./@#+ -]+")
_WORKSPACE = re.compile(r"[a-z0-9_-]+")
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_FORMS = {
    "repository": (_NAMES, "OWNER/NAME"),
    "project": (_NAMES, "GROUP/PROJECT"),
    "branch": (_REF, "the name of a branch, without wildcards"),
    "tags": (_TAG, "the name of a tag, or a pattern such as v*"),
    "environment": (_ENVIRONMENT, "the name of an environment, without wildcards"),
    "workspace": (_WORKSPACE, "a workspace's ID: lowercase letters, digits, _ and -"),
    "workspace_uuid": (_UUID, "a UUID without braces, in lower case"),
    "repository_uuid": (_UUID, "a UUID without braces, in lower case"),
}


def problems_of_deployment(deployment: DeploymentPipeline | None) -> Iterator[Problem]:
    """Yield what is wrong with the pipeline that deploys an app."""
    if deployment is None:
        return
    if deployment.provider not in (None, "create", "existing"):
        nearest = did_you_mean(deployment.provider, ("create", "existing"), "known are")
        yield Problem("deployment.provider", f"unknown {deployment.provider!r}{nearest}")
    if len(deployment.pipelines) != 1:
        yield Problem("deployment", "names one of github, gitlab and bitbucket; give exactly one")
    for name in ("github", "gitlab", "bitbucket"):
        pipeline = getattr(deployment, name)
        if pipeline is not None:
            yield from _problems(f"deployment.{name}", pipeline)


def _problems(path: str, pipeline: Pipeline) -> Iterator[Problem]:
    values = vars(pipeline)
    for name, value in values.items():
        form, words = _FORMS[name]
        if value is not None and not form.fullmatch(value):
            yield Problem(f"{path}.{name}", f"{value!r} must be {words}")
    which = [name for name in ("branch", "environment", "tags") if name in values]
    if which and sum(values[name] is not None for name in which) != 1:
        yield Problem(path, f"deploys from one of {', '.join(which)}; give exactly one")
