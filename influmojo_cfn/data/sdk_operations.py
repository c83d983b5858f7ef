"""The IAM actions of SDK operations that no action of their service is named after.

An operation otherwise needs the action of its own name. None represents an operation that needs no
permission. A name that no SDK has as an operation is a convenience of one: ``UploadFile`` of
boto3's S3 client, for example.

Source: the pages of the AWS Service Authorization Reference
(https://docs.aws.amazon.com/service-authorization/latest/reference/), whose actions name the API
operations that they authorize, and for S3 and DynamoDB
https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html and
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html
(read 2026-11-27).
"""

from __future__ import annotations

from collections.abc import Mapping

_UPLOAD = ("s3:PutObject", "s3:AbortMultipartUpload")


_CONFIGURATIONS = {
    f"{verb}Bucket{kind}Configuration{plural}": (
        f"s3:{verb if verb == 'Put' else 'Get'}{kind}Configuration",
    )
    for kind in ("Analytics", "IntelligentTiering", "Inventory", "Metrics")
    for verb, plural in (("Get", ""), ("List", "s"), ("Put", ""))
}
"""Operations on the configurations of a bucket, whose actions omit "Bucket"."""

TRANSACTION_ACTIONS: Mapping[str, str] = {
    "ConditionCheck": "dynamodb:ConditionCheckItem",
    "Delete": "dynamodb:DeleteItem",
    "Put": "dynamodb:PutItem",
    "Update": "dynamodb:UpdateItem",
}
"""The action of each kind of item of ``TransactWriteItems``."""

ACTIONS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "s3": {
        "AbortMultipartUpload": ("s3:AbortMultipartUpload",),
        "CompleteMultipartUpload": ("s3:PutObject",),
        "CreateMultipartUpload": ("s3:PutObject",),
        "CreateSession": ("s3express:CreateSession",),
        "DeleteBucketAnalyticsConfiguration": ("s3:PutAnalyticsConfiguration",),
        "DeleteBucketCors": ("s3:PutBucketCORS",),
        "DeleteBucketEncryption": ("s3:PutEncryptionConfiguration",),
        "DeleteBucketInventoryConfiguration": ("s3:PutInventoryConfiguration",),
        "DeleteBucketLifecycle": ("s3:PutLifecycleConfiguration",),
        "DeleteBucketMetricsConfiguration": ("s3:PutMetricsConfiguration",),
        "DeleteBucketOwnershipControls": ("s3:PutBucketOwnershipControls",),
        "DeleteBucketReplication": ("s3:PutReplicationConfiguration",),
        "DeleteBucketTagging": ("s3:PutBucketTagging",),
        "DeleteObjects": ("s3:DeleteObject",),
        "DeletePublicAccessBlock": ("s3:PutBucketPublicAccessBlock",),
        "GetBucketAccelerateConfiguration": ("s3:GetAccelerateConfiguration",),
        "GetBucketEncryption": ("s3:GetEncryptionConfiguration",),
        "GetBucketLifecycle": ("s3:GetLifecycleConfiguration",),
        "GetBucketLifecycleConfiguration": ("s3:GetLifecycleConfiguration",),
        "GetBucketNotificationConfiguration": ("s3:GetBucketNotification",),
        "GetBucketReplication": ("s3:GetReplicationConfiguration",),
        "GetObjectAttributes": ("s3:GetObject", "s3:GetObjectAttributes"),
        "GetObjectLockConfiguration": ("s3:GetBucketObjectLockConfiguration",),
        "GetPublicAccessBlock": ("s3:GetBucketPublicAccessBlock",),
        "HeadBucket": ("s3:ListBucket",),
        "HeadObject": ("s3:GetObject",),
        "ListBuckets": ("s3:ListAllMyBuckets",),
        "ListMultipartUploads": ("s3:ListBucketMultipartUploads",),
        "ListObjectVersions": ("s3:ListBucketVersions",),
        "ListObjects": ("s3:ListBucket",),
        "ListObjectsV2": ("s3:ListBucket",),
        "ListParts": ("s3:ListMultipartUploadParts",),
        "PutBucketAccelerateConfiguration": ("s3:PutAccelerateConfiguration",),
        "PutBucketEncryption": ("s3:PutEncryptionConfiguration",),
        "PutBucketLifecycle": ("s3:PutLifecycleConfiguration",),
        "PutBucketLifecycleConfiguration": ("s3:PutLifecycleConfiguration",),
        "PutBucketNotificationConfiguration": ("s3:PutBucketNotification",),
        "PutBucketReplication": ("s3:PutReplicationConfiguration",),
        "PutObjectLockConfiguration": ("s3:PutBucketObjectLockConfiguration",),
        "PutPublicAccessBlock": ("s3:PutBucketPublicAccessBlock",),
        "SelectObjectContent": ("s3:GetObject",),
        "UploadPart": ("s3:PutObject",),
        "UploadFile": _UPLOAD,
        "DownloadFile": ("s3:GetObject",),
        "CreatePresignedPost": ("s3:PutObject",),
        # The object that is copied is another resource: readers make a GetObject of it.
        "CopyObject": ("s3:PutObject",),
        "UploadPartCopy": ("s3:PutObject",),
        **_CONFIGURATIONS,
        "DeleteBucketIntelligentTieringConfiguration": ("s3:PutIntelligentTieringConfiguration",),
        "ListDirectoryBuckets": ("s3express:ListAllMyDirectoryBuckets",),
        "WriteGetObjectResponse": ("s3-object-lambda:WriteGetObjectResponse",),
    },
    "s3control": {
        "DeletePublicAccessBlock": ("s3:PutAccountPublicAccessBlock",),
        "GetPublicAccessBlock": ("s3:GetAccountPublicAccessBlock",),
        "PutPublicAccessBlock": ("s3:PutAccountPublicAccessBlock",),
    },
    "accessanalyzer": {
        "GetFindingV2": ("access-analyzer:GetFinding",),
        "ListFindingsV2": ("access-analyzer:ListFindings",),
    },
    "budgets": {
        **dict.fromkeys(
            (
                "CreateBudget",
                "CreateNotification",
                "CreateSubscriber",
                "DeleteBudget",
                "DeleteNotification",
                "DeleteSubscriber",
                "UpdateBudget",
                "UpdateNotification",
                "UpdateSubscriber",
            ),
            ("budgets:ModifyBudget",),
        ),
        **dict.fromkeys(
            (
                "DescribeBudget",
                "DescribeBudgetNotificationsForAccount",
                "DescribeBudgetPerformanceHistory",
                "DescribeBudgets",
                "DescribeNotificationsForBudget",
                "DescribeSubscribersForNotification",
            ),
            ("budgets:ViewBudget",),
        ),
    },
    "cloudfront": {
        "CreateDistributionWithTags": ("cloudfront:CreateDistribution", "cloudfront:TagResource")
    },
    # These carry the token of a participant, and are not signed:
    # https://docs.aws.amazon.com/connect-participant/latest/APIReference/Welcome.html
    "connectparticipant": dict.fromkeys(
        (
            "CancelParticipantAuthentication",
            "CompleteAttachmentUpload",
            "CreateParticipantConnection",
            "DisconnectParticipant",
            "GetAttachment",
            "GetAuthenticationUrl",
            "GetTranscript",
            "SendEvent",
            "SendMessage",
            "StartAttachmentUpload",
        ),
        (),
    ),
    "iot-jobs-data": {
        name: (f"iotjobsdata:{name}",)
        for name in (
            "GetPendingJobExecutions",
            "StartNextPendingJobExecution",
            "UpdateJobExecution",
        )
    },
    "verifiedpermissions": {
        "BatchGetPolicy": ("verifiedpermissions:GetPolicy",),
        "BatchIsAuthorized": ("verifiedpermissions:IsAuthorized",),
        "BatchIsAuthorizedWithToken": ("verifiedpermissions:IsAuthorizedWithToken",),
    },
    "sesv2": {
        "SendEmail": ("ses:SendEmail",),
        "SendBulkEmail": ("ses:SendBulkTemplatedEmail", "ses:SendEmail"),
    },
    "secretsmanager": {
        # It reads each secret as GetSecretValue does, and lists them where it is given filters.
        "BatchGetSecretValue": (
            "secretsmanager:BatchGetSecretValue",
            "secretsmanager:GetSecretValue",
        ),
    },
    "sns": {"PublishBatch": ("sns:Publish",)},
    "sqs": {
        "ChangeMessageVisibilityBatch": ("sqs:ChangeMessageVisibility",),
        "DeleteMessageBatch": ("sqs:DeleteMessage",),
        "SendMessageBatch": ("sqs:SendMessage",),
    },
    "dynamodb": {
        "BatchExecuteStatement": (
            "dynamodb:PartiQLSelect",
            "dynamodb:PartiQLInsert",
            "dynamodb:PartiQLUpdate",
            "dynamodb:PartiQLDelete",
        ),
        "ExecuteStatement": (
            "dynamodb:PartiQLSelect",
            "dynamodb:PartiQLInsert",
            "dynamodb:PartiQLUpdate",
            "dynamodb:PartiQLDelete",
        ),
        "ExecuteTransaction": (
            "dynamodb:PartiQLSelect",
            "dynamodb:PartiQLInsert",
            "dynamodb:PartiQLUpdate",
            "dynamodb:PartiQLDelete",
        ),
        "TransactGetItems": ("dynamodb:GetItem",),
        "TransactWriteItems": tuple(TRANSACTION_ACTIONS.values()),
    },
    "lambda": {
        "Invoke": ("lambda:InvokeFunction",),
        "InvokeAsync": ("lambda:InvokeFunction",),
        "InvokeWithResponseStream": ("lambda:InvokeFunction",),
        "GetLayerVersionByArn": ("lambda:GetLayerVersion",),
    },
    "bedrock-runtime": {
        "Converse": ("bedrock:InvokeModel",),
        "ConverseStream": ("bedrock:InvokeModelWithResponseStream",),
        "InvokeModelWithBidirectionalStream": ("bedrock:InvokeModel",),
        "StartAsyncInvoke": ("bedrock:InvokeModel",),
    },
    "bedrock-agent-runtime": {"RetrieveAndGenerateStream": ("bedrock:RetrieveAndGenerate",)},
    "kms": {"ReEncrypt": ("kms:ReEncryptFrom", "kms:ReEncryptTo")},
    "rds": {"GenerateDbAuthToken": ("rds-db:connect",)},
    "dsql": {
        "GenerateDbConnectAuthToken": ("dsql:DbConnect",),
        "GenerateDbConnectAdminAuthToken": ("dsql:DbConnectAdmin",),
    },
    "apigatewaymanagementapi": {
        "DeleteConnection": ("execute-api:ManageConnections",),
        "GetConnection": ("execute-api:ManageConnections",),
        "PostToConnection": ("execute-api:ManageConnections",),
    },
    "timestream-query": {"Query": ("timestream:Select",)},
    "cognito-idp": {
        # These are authorized by the user's token or the app client, not by IAM:
        # https://docs.aws.amazon.com/cognito/latest/developerguide/authentication-flows-public-server-side.html
        **dict.fromkeys(
            (
                "AssociateSoftwareToken",
                "ChangePassword",
                "CompleteWebAuthnRegistration",
                "ConfirmDevice",
                "ConfirmForgotPassword",
                "ConfirmSignUp",
                "DeleteUser",
                "DeleteUserAttributes",
                "DeleteWebAuthnCredential",
                "ForgetDevice",
                "ForgotPassword",
                "GetDevice",
                "GetUser",
                "GetUserAttributeVerificationCode",
                "GetUserAuthFactors",
                "GlobalSignOut",
                "InitiateAuth",
                "ListDevices",
                "ListWebAuthnCredentials",
                "ResendConfirmationCode",
                "RespondToAuthChallenge",
                "RevokeToken",
                "SetUserMFAPreference",
                "SetUserSettings",
                "SignUp",
                "StartWebAuthnRegistration",
                "UpdateDeviceStatus",
                "UpdateUserAttributes",
                "VerifySoftwareToken",
                "VerifyUserAttribute",
            ),
            (),
        )
    },
    "cognito-identity": {"GetId": (), "GetCredentialsForIdentity": (), "GetOpenIdToken": ()},
    "sso-oidc": {"CreateToken": (), "RegisterClient": (), "StartDeviceAuthorization": ()},
    "sso": {"GetRoleCredentials": (), "ListAccountRoles": (), "ListAccounts": (), "Logout": ()},
    "sts": {"AssumeRoleWithWebIdentity": (), "AssumeRoleWithSAML": (), "GetCallerIdentity": ()},
}
"""Service (as botocore names it) and operation to the actions that it needs."""

_WRITTEN = {
    **dict.fromkeys(
        ("acl", "grantfullcontrol", "grantread", "grantreadacp", "grantwriteacp"), "s3:PutObjectAcl"
    ),
    **dict.fromkeys(("objectlocklegalhold", "objectlocklegalholdstatus"), "s3:PutObjectLegalHold"),
    **dict.fromkeys(("objectlockmode", "objectlockretainuntildate"), "s3:PutObjectRetention"),
    "tagging": "s3:PutObjectTagging",
}
_READ = {"versionid": "s3:GetObjectVersion"}
_DELETED = {
    "bypassgovernanceretention": "s3:BypassGovernanceRetention",
    "versionid": "s3:DeleteObjectVersion",
}
ARGUMENT_ACTIONS: Mapping[str, Mapping[str, Mapping[str, str]]] = {
    "s3": {
        **dict.fromkeys(
            (
                "CopyObject",
                "CreateMultipartUpload",
                "CreatePresignedPost",
                "PutObject",
                "UploadFile",
            ),
            _WRITTEN,
        ),
        **dict.fromkeys(("DeleteObject", "DeleteObjects"), _DELETED),
        **dict.fromkeys(("DownloadFile", "GetObject", "HeadObject"), _READ),
        "DeleteObjectTagging": {"versionid": "s3:DeleteObjectVersionTagging"},
        "GetObjectAcl": {"versionid": "s3:GetObjectVersionAcl"},
        "GetObjectAttributes": {"versionid": "s3:GetObjectVersionAttributes"},
        "GetObjectTagging": {"versionid": "s3:GetObjectVersionTagging"},
        "PutObjectAcl": {"versionid": "s3:PutObjectVersionAcl"},
        "PutObjectTagging": {"versionid": "s3:PutObjectVersionTagging"},
    },
    "secretsmanager": {"BatchGetSecretValue": {"filters": "secretsmanager:ListSecrets"}},
}
"""The actions that an operation needs in addition where the request has an argument.

A request over HTTP has them in headers, which are named as the arguments are but for one.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
"""

SAME_OPERATIONS: Mapping[str, str] = {
    "BatchGetCommand": "BatchGetItem",
    "BatchWriteCommand": "BatchWriteItem",
    "DeleteCommand": "DeleteItem",
    "ExecuteStatementCommand": "ExecuteStatement",
    "GetCommand": "GetItem",
    "PutCommand": "PutItem",
    "QueryCommand": "Query",
    "ScanCommand": "Scan",
    "TransactGetCommand": "TransactGetItems",
    "TransactWriteCommand": "TransactWriteItems",
    "UpdateCommand": "UpdateItem",
}
"""The commands of ``@aws-sdk/lib-dynamodb`` and the operations that they send."""

_MULTIPART = (
    "AbortMultipartUpload",
    "CompleteMultipartUpload",
    "CreateMultipartUpload",
    "PutObject",
    "UploadPart",
)
TRANSFERS: Mapping[str, tuple[str, ...]] = {
    "CreatePresignedPost": ("PutObject",),
    "DownloadFile": ("GetObject", "HeadObject"),
    "UploadFile": _MULTIPART,
}
"""What a transfer sends: the parts of an upload, and the size of what is downloaded."""

READS_OBJECTS = frozenset({"polly", "rekognition", "textract", "transcribe"})
"""Services that read or write the objects a request names with the permissions of their caller.

https://docs.aws.amazon.com/rekognition/latest/dg/images-s3.html and
https://docs.aws.amazon.com/textract/latest/dg/security_iam_id-based-policy-examples.html
"""

OUTPUT_BUCKETS = ("outputbucketname", "outputs3bucketname", "s3bucket")
"""The arguments that name where they write."""

OBJECT_ADDRESS = r"(?:s3://|https://s3[\w.-]*\.amazonaws\.com(?:\.cn)?/)(?P<bucket>[^/]+)"
"""How the address of an object begins, as Amazon Transcribe takes it."""
