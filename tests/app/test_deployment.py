"""How a pipeline's token names it, and which pipelines are refused."""

from __future__ import annotations

import pytest

from influmojo_cfn.app.deployment import (
    Bitbucket,
    DeploymentPipeline,
    GitHub,
    GitLab,
    Pipeline,
    identity_of,
    problems_of_deployment,
)

UUID = "11111111-2222-3333-4444-555555555555"
BITBUCKET = Bitbucket(workspace="acme", workspace_uuid=UUID, repository_uuid=UUID)


def github(**values: str | None) -> DeploymentPipeline:
    return DeploymentPipeline(github=GitHub(**{"repository": "acme/shop", **values}))  # type: ignore[arg-type]


def gitlab(**values: str | None) -> DeploymentPipeline:
    return DeploymentPipeline(gitlab=GitLab(**{"project": "acme/shop", **values}))  # type: ignore[arg-type]


def bitbucket(**values: str) -> DeploymentPipeline:
    given = {"workspace": "acme", "workspace_uuid": UUID, "repository_uuid": UUID, **values}
    return DeploymentPipeline(bitbucket=Bitbucket(**given))


def places(deployment: DeploymentPipeline | None) -> list[str]:
    return [problem.place for problem in problems_of_deployment(deployment)]


REFUSED: dict[str, tuple[DeploymentPipeline, str]] = {
    "a repository without its owner": (
        github(repository="shop", branch="main"),
        "deployment.github.repository",
    ),
    "a wildcard in a repository": (
        github(repository="acme/*", branch="main"),
        "deployment.github.repository",
    ),
    "a wildcard in a branch": (github(branch="release/*"), "deployment.github.branch"),
    "a wildcard in an environment": (github(environment="prod*"), "deployment.github.environment"),
    "a colon in a tag": (github(tags="v:1"), "deployment.github.tags"),
    "a line break after a branch": (github(branch="main\n"), "deployment.github.branch"),
    "an empty branch": (github(branch=""), "deployment.github.branch"),
    "a project without its group": (
        gitlab(project="shop", branch="main"),
        "deployment.gitlab.project",
    ),
    "a workspace in capitals": (bitbucket(workspace="Acme"), "deployment.bitbucket.workspace"),
    "a UUID in braces": (
        bitbucket(workspace_uuid=f"{{{UUID}}}"),
        "deployment.bitbucket.workspace_uuid",
    ),
    "a UUID in capitals": (
        bitbucket(repository_uuid="A" + UUID[1:]),
        "deployment.bitbucket.repository_uuid",
    ),
    "neither branch nor tags": (github(), "deployment.github"),
    "branch and tags": (gitlab(branch="main", tags="v*"), "deployment.gitlab"),
    "no pipeline": (DeploymentPipeline(), "deployment"),
}


@pytest.mark.parametrize(("deployment", "place"), REFUSED.values(), ids=REFUSED)
def test_a_mistake_is_told_at_its_key(deployment: DeploymentPipeline, place: str) -> None:
    assert places(deployment) == [place]


def test_two_pipelines_are_refused() -> None:
    both = DeploymentPipeline(github=GitHub(repository="a/b", branch="c"), bitbucket=BITBUCKET)
    assert places(both) == ["deployment"]


ACCEPTED: dict[str, DeploymentPipeline | None] = {
    "no deployment": None,
    "a branch with a slash": github(branch="release/2.x"),
    "an environment with a space": github(environment="North America"),
    "tags by a pattern": github(tags="v*"),
    "a project in a subgroup": gitlab(project="acme/team/shop", tags="v1.0+build"),
    "Bitbucket": bitbucket(),
}


@pytest.mark.parametrize("deployment", ACCEPTED.values(), ids=ACCEPTED)
def test_what_is_right_is_told_nothing(deployment: DeploymentPipeline | None) -> None:
    assert places(deployment) == []


SUBJECTS: dict[str, tuple[Pipeline, str, bool]] = {
    "a branch": (
        GitHub(repository="acme/shop", branch="main"),
        "repo:acme/shop:ref:refs/heads/main",
        False,
    ),
    "an environment": (
        GitHub(repository="acme/shop", environment="production"),
        "repo:acme/shop:environment:production",
        False,
    ),
    "one tag": (
        GitHub(repository="acme/shop", tags="v1"),
        "repo:acme/shop:ref:refs/tags/v1",
        False,
    ),
    "tags by a pattern": (
        GitHub(repository="acme/shop", tags="v*"),
        "repo:acme/shop:ref:refs/tags/v*",
        True,
    ),
    "a branch on GitLab": (
        GitLab(project="acme/shop", branch="main"),
        "project_path:acme/shop:ref_type:branch:ref:main",
        False,
    ),
    "tags on GitLab": (
        GitLab(project="acme/shop", tags="v*"),
        "project_path:acme/shop:ref_type:tag:ref:v*",
        True,
    ),
    "Bitbucket": (BITBUCKET, f"{{{UUID}}}:*", True),
}


@pytest.mark.parametrize(("pipeline", "subject", "any_of"), SUBJECTS.values(), ids=SUBJECTS)
def test_the_subject_of_a_token(pipeline: Pipeline, subject: str, any_of: bool) -> None:
    found = identity_of(pipeline)
    assert (found.subject, found.any_of) == (subject, any_of)


@pytest.mark.parametrize(
    ("pipeline", "host", "audience"),
    [
        (
            GitHub(repository="a/b", branch="c"),
            "token.actions.githubusercontent.com",
            "sts.amazonaws.com",
        ),
        (GitLab(project="a/b", branch="c"), "gitlab.com", "sts.amazonaws.com"),
        (
            BITBUCKET,
            "api.bitbucket.org/2.0/workspaces/acme/pipelines-config/identity/oidc",
            f"ari:cloud:bitbucket::workspace/{UUID}",
        ),
    ],
)
def test_the_provider_of_a_token(pipeline: Pipeline, host: str, audience: str) -> None:
    found = identity_of(pipeline)
    assert (found.host, found.audience) == (host, audience)


def test_the_pipelines_are_those_that_are_given() -> None:
    assert DeploymentPipeline(bitbucket=BITBUCKET).pipelines == (BITBUCKET,)
