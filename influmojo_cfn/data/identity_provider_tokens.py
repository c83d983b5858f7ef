"""What tokens of OpenID Connect providers hold in ``sub`` and ``aud``, as trust policies see them.

https://docs.github.com/en/actions/reference/security/oidc,
https://docs.gitlab.com/ci/cloud_services/aws/,
https://docs.gitlab.com/ci/secrets/id_token_authentication/,
https://support.atlassian.com/bitbucket-cloud/docs/deploy-on-aws-using-bitbucket-pipelines-openid-connect/,
https://circleci.com/docs/openid-connect-tokens/,
https://developer.hashicorp.com/terraform/cloud-docs/workspaces/dynamic-provider-credentials/aws-configuration,
https://buildkite.com/docs/pipelines/security/oidc,
https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html,
https://vercel.com/docs/oidc/aws and
https://learn.microsoft.com/en-us/azure/devops/pipelines/release/configure-workload-identity
(read 2026-11-27)
"""

from __future__ import annotations

import re
from typing import NamedTuple


class TokenForm(NamedTuple):
    """The form of a provider's tokens.

    Attributes:
        issuer: what the provider's ARN holds behind ``oidc-provider/``, whole.
        subject: what ``sub`` begins with, up to the first value of one's own.
        wrong: a ``sub`` that begins right and is still wrong, with what is right instead.
        example: a ``sub`` as it can be.
        audience: what ``aud`` holds unless someone asks for another.
        forms: patterns of the whole ``sub``, where every part of it is always there.
        is_asked: whether every job names its audience, so that ``audience`` is only the usual one.
    """

    issuer: re.Pattern[str]
    subject: tuple[str, ...]
    example: str
    audience: str = ""
    wrong: re.Pattern[str] | None = None
    forms: tuple[str, ...] = ()
    is_asked: bool = False


OWN = "ORGANIZATION_ID"
"""Stands for what the group ``own`` of an issuer holds, in the strings of its form."""


PROVIDERS: tuple[TokenForm, ...] = (
    TokenForm(
        re.compile(r"token\.actions\.githubusercontent\.com(/[\w-]+)?"),
        ("repo:",),
        "repo:OWNER/REPOSITORY:ref:refs/heads/main",
        "sts.amazonaws.com",
        re.compile(
            r"repo:(https?://|github\.com/|[^/:*?]+:|[^:*?]+$|[^:*?]+:"
            r"(refs/|heads/|branch:|tag:|tags/|pull-request|ref:(?!refs/|\*|\?)[^*?]|env:))"
        ),
    ),
    TokenForm(
        re.compile(r"gitlab\.com"),
        ("project_path:",),
        "project_path:GROUP/PROJECT:ref_type:branch:ref:main",
        "https://gitlab.com",
        re.compile(r"project_path:(https?://|gitlab\.com/|[^:*?]+:(?!ref_type:|[*?])[^:]+)"),
        is_asked=True,
    ),
    TokenForm(
        re.compile(r"api\.bitbucket\.org/2\.0/workspaces/[^/]+/pipelines-config/identity/oidc"),
        ("{",),
        "{REPOSITORY_UUID}:*",
        "ari:cloud:bitbucket::workspace/WORKSPACE_UUID",
    ),
    TokenForm(
        re.compile(r"oidc\.circleci\.com/org/(?P<own>[\w-]+)"),
        (f"org/{OWN}/",),
        f"org/{OWN}/project/PROJECT_ID/user/*",
        OWN,
        re.compile(r"org/[^/*?]+/(?!project/|[*?])"),
    ),
    TokenForm(
        re.compile(r"app\.terraform\.io"),
        ("organization:",),
        "organization:ORGANIZATION:project:PROJECT:workspace:WORKSPACE:run_phase:*",
        "aws.workload.identity",
        re.compile(r"organization:[^:*?]+:(?!project:|[*?])"),
        tuple(
            f"organization:*:project:*:workspace:*:run_phase:{phase}" for phase in ("plan", "apply")
        ),
    ),
    TokenForm(
        re.compile(r"agent\.buildkite\.com"),
        ("organization:",),
        "organization:ORGANIZATION:pipeline:PIPELINE:ref:refs/heads/main:commit:*:step:*",
        "sts.amazonaws.com",
        re.compile(r"organization:[^:*?]+:(?!pipeline:|[*?])"),
    ),
    TokenForm(
        re.compile(r"oidc\.eks\.[\w-]+\.amazonaws\.com(\.cn)?/id/[0-9A-F]{32}"),
        ("system:serviceaccount:",),
        "system:serviceaccount:NAMESPACE:NAME",
        "sts.amazonaws.com",
        re.compile(r"system:serviceaccount:[^:*?]+$"),
    ),
    TokenForm(
        re.compile(r"oidc\.vercel\.com(/[\w-]+)?"),
        ("owner:",),
        "owner:TEAM:project:PROJECT:environment:production",
        "https://vercel.com/TEAM",
    ),
    TokenForm(
        re.compile(r"vstoken\.dev\.azure\.com/[\w-]+"),
        ("sc://",),
        "sc://ORGANIZATION/PROJECT/SERVICE_CONNECTION",
        "api://AzureADTokenExchange",
    ),
)

WITHOUT_ARN: dict[str, tuple[str, ...]] = {
    "accounts.google.com": ("aud", "azp", "oaud", "sub"),
    "cognito-identity-us-gov.amazonaws.com": ("amr", "aud", "sub"),
    "cognito-identity.amazonaws.com": ("amr", "aud", "sub"),
    "cognito-identity.cn-north-1.amazonaws.com.cn": ("amr", "aud", "sub"),
    "cognito-identity.us-gov-east-1.amazonaws.com": ("amr", "aud", "sub"),
    "graph.facebook.com": ("app_id", "id"),
    "www.amazon.com": ("app_id", "user_id"),
}
"""Providers that IAM knows by their name, and the keys of their tokens: no provider is made, and no
ARN is given.

https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html and, outside
the partition aws, https://docs.aws.amazon.com/govcloud-us/latest/UserGuide/govcloud-cog.html and
https://docs.amazonaws.cn/en_us/cognito/latest/developerguide/iam-roles.html (read 2026-11-28)
"""

SAME_FOR_ALL = frozenset(
    {"api://AzureADTokenExchange", "aws.workload.identity", "sts.amazonaws.com"}
)
"""Audiences that do not tell whose token it is, whichever provider signs it.

The pages at the top of this file (read 2026-11-27)
"""

NO_CLAIMS = frozenset(
    {"audience", "branch", "exp", "iat", "iss", "issuer", "repo", "subject", "subs"}
)
"""What people write for a claim, and IAM has no key for.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif
(read 2026-11-27)
"""

CUSTOMIZED = frozenset(
    {
        "actor",
        "context",
        "enterprise",
        "environment",
        "job_workflow_ref",
        "repository",
        "repository_id",
        "repository_owner",
        "repository_owner_id",
        "workflow",
    }
)
"""Claims of GitHub that a customized subject can begin with.

https://docs.github.com/en/actions/reference/security/oidc (read 2026-11-27)
"""
