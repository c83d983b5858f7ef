"""Grants on Amazon Cognito user pools."""

from awacs import cognito_idp

from influmojo_cfn.grants.model import DOCS, Argument, Grant, StatementRow

POOL = Argument("user_pool", "user_pool_id", "The user pool, by its ID.")
USER_POOL = (
    "arn:${AWS::Partition}:cognito-idp:${AWS::Region}:${AWS::AccountId}:userpool/{user_pool}",
)

GRANTS = (
    Grant(
        name="cognito_idp.sign_in_users",
        in_every_boundary=False,
        purpose="Sign users of a user pool in from a server.",
        source=(
            "https://docs.aws.amazon.com/cognito/latest/developerguide/"
            "amazon-cognito-user-pools-authentication-flow-methods.html"
        ),
        arguments=(POOL,),
        statements=(
            StatementRow(
                "SignInUsers",
                (cognito_idp.AdminInitiateAuth, cognito_idp.AdminRespondToAuthChallenge),
                USER_POOL,
            ),
        ),
        notes=("InitiateAuth, SignUp and other calls of a public app client need no role at all.",),
    ),
    Grant(
        name="cognito_idp.read_users",
        in_every_boundary=False,
        purpose="Read the users of a user pool and their groups.",
        source=f"{DOCS}cognito/latest/developerguide/manage-user-accounts.html",
        arguments=(POOL,),
        statements=(
            StatementRow(
                "ReadUsers",
                (
                    cognito_idp.AdminGetUser,
                    cognito_idp.AdminListGroupsForUser,
                    cognito_idp.ListUsers,
                    cognito_idp.ListUsersInGroup,
                ),
                USER_POOL,
            ),
        ),
    ),
    Grant(
        name="cognito_idp.manage_users",
        in_every_boundary=False,
        purpose="Create, change, disable and delete users of a user pool.",
        source=f"{DOCS}cognito/latest/developerguide/manage-user-accounts.html",
        arguments=(POOL,),
        statements=(
            StatementRow(
                "ManageUsers",
                (
                    cognito_idp.AdminAddUserToGroup,
                    cognito_idp.AdminCreateUser,
                    cognito_idp.AdminDeleteUser,
                    cognito_idp.AdminDisableUser,
                    cognito_idp.AdminEnableUser,
                    cognito_idp.AdminRemoveUserFromGroup,
                    cognito_idp.AdminSetUserPassword,
                    cognito_idp.AdminUpdateUserAttributes,
                    cognito_idp.AdminUserGlobalSignOut,
                ),
                USER_POOL,
            ),
        ),
    ),
)
