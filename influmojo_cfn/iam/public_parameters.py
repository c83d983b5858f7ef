"""The public parameters of AWS in Parameter Store: no account's, and no SecureString.

https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-public-parameters.html
(read 2026-11-28); AWS managed policies name them without an account.
"""

from __future__ import annotations

from influmojo_cfn.iam.arn import Arn

PUBLIC_PARAMETERS = "/aws/service/"
"""How their names begin."""


def without_account(arn: Arn) -> Arn:
    """Return the ARN that policies have of a parameter: of a public one it has no account."""
    is_public = arn.service == "ssm" and arn.resource.startswith(f"parameter{PUBLIC_PARAMETERS}")
    return arn._replace(account="") if is_public else arn
