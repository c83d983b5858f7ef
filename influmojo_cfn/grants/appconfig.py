"""Grants on AWS AppConfig."""

from awacs import appconfig

from influmojo_cfn.grants.model import CODE, SIDECAR, Argument, Grant, StatementRow

GRANTS = (
    Grant(
        name="appconfig.read_configuration",
        in_every_boundary=False,
        purpose="Read the configuration and the feature flags of AWS AppConfig.",
        uses=(SIDECAR, CODE),
        source=(
            "https://docs.aws.amazon.com/appconfig/latest/userguide/"
            "appconfig-integration-containers-agent.html"
        ),
        arguments=(
            Argument(
                name="application", kind="configuration_id", description="The application's ID."
            ),
            Argument(
                name="environment", kind="configuration_id", description="The environment's ID."
            ),
            Argument(
                name="profile",
                kind="configuration_id",
                description="The configuration profile's ID.",
            ),
        ),
        statements=(
            StatementRow(
                sid="ReadConfiguration",
                actions=(appconfig.GetLatestConfiguration, appconfig.StartConfigurationSession),
                resources=(
                    "arn:${AWS::Partition}:appconfig:${AWS::Region}:${AWS::AccountId}"
                    ":application/{application}/environment/{environment}/configuration/{profile}",
                ),
            ),
        ),
    ),
)
