"""OpenID Connect providers that serve everyone, and the claim that tells whose token it is.

IAM asks trust policies for these claims.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc_secure-by-default.html
(read 2026-11-25). Cognito and the providers that are named by a claim of STS have rows of their
own in that table.
"""

from __future__ import annotations

CLAIMS: dict[str, str] = {
    "agent.buildkite.com": "sub",
    "api.pulumi.com/oidc": "aud",
    "app.terraform.io": "sub",
    "cognito-identity.amazonaws.com": "aud",
    "gitlab.com": "sub",
    "oidc-configuration.audit-log.githubusercontent.com": "sub",
    "oidc.codefresh.io": "sub",
    "oidc.vercel.com": "aud",
    "proidc.upbound.io": "sub",
    "sandboxes.cloud": "aud",
    "scalr.io": "sub",
    "studio.datachain.ai/api": "sub",
    "token.actions.githubusercontent.com": "sub",
    "tokens.cloud.shisho.dev": "sub",
    "vstoken.actions.githubusercontent.com": "sub",
}
"""Issuer, as the provider's ARN holds it, to the name of the claim."""

OWNER_FIRST: dict[str, tuple[str, str]] = {
    "agent.buildkite.com": ("organization:", ":"),
    "app.terraform.io": ("organization:", ":"),
    "gitlab.com": ("project_path:", "/"),
    "token.actions.githubusercontent.com": ("repo:", "/"),
}
"""Issuers whose claim begins with the owner, to what stands before the owner and behind."""
