"""Grants on Amazon Bedrock."""

from awacs import bedrock

from influmojo_cfn.grants.model import CODE, Argument, ConditionRow, Grant, StatementRow

INVOKE = (bedrock.InvokeModel, bedrock.InvokeModelWithResponseStream)

PROFILES = (
    "arn:${AWS::Partition}:bedrock:${AWS::Region}:${AWS::AccountId}"
    ":inference-profile/{inference_profiles}",
)

GRANTS = (
    Grant(
        name="bedrock.invoke_model",
        purpose="Invoke foundation models, directly or through inference profiles.",
        uses=(CODE,),
        source=(
            "https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-prereq.html"
        ),
        arguments=(
            Argument(
                name="models",
                kind="model_id",
                description="The foundation models.",
                repeated=True,
            ),
            Argument(
                name="inference_profiles",
                kind="inference_profile_id",
                description="The cross-Region inference profiles the models are also used through.",
                required=False,
                repeated=True,
            ),
        ),
        statements=(
            StatementRow(
                sid="InvokeModels",
                actions=INVOKE,
                resources=(
                    "arn:${AWS::Partition}:bedrock:${AWS::Region}::foundation-model/{models}",
                ),
            ),
            StatementRow(
                sid="InvokeProfiles",
                actions=INVOKE,
                resources=PROFILES,
            ),
            StatementRow(
                sid="InvokeModelsThroughProfiles",
                actions=INVOKE,
                resources=("arn:${AWS::Partition}:bedrock:*::foundation-model/{models}",),
                conditions=(
                    ConditionRow(
                        operator="ArnEquals",
                        key="bedrock:InferenceProfileArn",
                        values=PROFILES,
                    ),
                ),
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
