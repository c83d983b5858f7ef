"""Actions that need no permission, and that no policy denies, in lower case.

Source: https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html (read
2026-11-27): "No permissions are required to perform this operation. If an administrator attaches a
policy to your identity that explicitly denies access to the sts:GetCallerIdentity action, you can
still perform this operation." And
https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_getsessiontoken.html
(read 2026-11-27): "You can include the GetSessionToken action in your policies, but it has no
effect on a user's ability to perform the GetSessionToken operation."
"""

from __future__ import annotations

OF_USERS = frozenset({"sts:getsessiontoken"})
"""Those that only users can call, with their own long-term credentials."""
ACTIONS = OF_USERS | {"sts:getcalleridentity"}
