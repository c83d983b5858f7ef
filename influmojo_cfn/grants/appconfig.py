"""Grants on AWS AppConfig."""

from awacs import appconfig

from influmojo_cfn.grants.model import CODE, DOCS, SIDECAR, Argument, Grant, StatementRow

GRANTS = (
    Grant(
        name="appconfig.read_configuration",
        in_every_boundary=False,
        purpose="Read the configuration and the feature flags of AWS AppConfig.",
        uses=(SIDECAR, CODE),
        source=f"{DOCS}appconfig/latest/userguide/appconfig-integration-containers-agent.html",
        arguments=(
            Argument("application", "configuration_id", "The application's ID."),
            Argument("environment", "configuration_id", "The environment's ID."),
            Argument("profile", "configuration_id", "The configuration profile's ID."),
        ),
        statements=(
            StatementRow(
                "ReadConfiguration",
                (appconfig.GetLatestConfiguration, appconfig.StartConfigurationSession),
                (
                    "arn:${AWS::Partition}:appconfig:${AWS::Region}:${AWS::AccountId}"
                    ":application/{application}/environment/{environment}/configuration/{profile}",
                ),
            ),
        ),
    ),
)
