"""Actions that need no permission, and that no policy denies, in lower case.

Source: https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html (read
2026-11-27): "No permissions are required to perform this operation. If an administrator attaches a
policy to your identity that explicitly denies access to the sts:GetCallerIdentity action, you can
still perform this operation."
"""

from __future__ import annotations

ACTIONS = frozenset({"sts:getcalleridentity"})
