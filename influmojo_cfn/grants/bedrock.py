"""Grants on Amazon Bedrock."""

from awacs import bedrock

from influmojo_cfn.grants.model import DOCS, Argument, ConditionRow, Grant, StatementRow

INVOKE = (bedrock.InvokeModel, bedrock.InvokeModelWithResponseStream)

PROFILES = (
    "arn:${AWS::Partition}:bedrock:${AWS::Region}:${AWS::AccountId}"
    ":inference-profile/{inference_profiles}",
)

GRANTS = (
    Grant(
        name="bedrock.invoke_model",
        purpose="Invoke foundation models, directly or through inference profiles.",
        source=f"{DOCS}bedrock/latest/userguide/inference-profiles-prereq.html",
        arguments=(
            Argument("models", "model_id", "The foundation models.", repeated=True),
            Argument(
                "inference_profiles",
                "inference_profile_id",
                "The cross-Region inference profiles the models are also used through.",
                required=False,
                repeated=True,
            ),
        ),
        statements=(
            StatementRow(
                "InvokeModels",
                INVOKE,
                ("arn:${AWS::Partition}:bedrock:${AWS::Region}::foundation-model/{models}",),
            ),
            StatementRow("InvokeProfiles", INVOKE, PROFILES),
            StatementRow(
                "InvokeModelsThroughProfiles",
                INVOKE,
                ("arn:${AWS::Partition}:bedrock:*::foundation-model/{models}",),
                (ConditionRow("ArnEquals", "bedrock:InferenceProfileArn", PROFILES),),
                when=("inference_profiles",),
                forced_star="The profile chooses the Region; the condition keeps to the profile.",
            ),
        ),
        notes=(
            "A profile sends the call to any Region it covers, so its models are allowed in every "
            "Region, but only through the profile.",
        ),
    ),
)
