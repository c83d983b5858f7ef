"""Grants on AWS Cloud Map."""

from awacs import servicediscovery

from influmojo_cfn.grants.model import CODE, Argument, Grant, StatementRow

GRANTS = (
    Grant(
        name="servicediscovery.discover_instances",
        purpose="Find the instances of services in a Cloud Map namespace.",
        uses=(CODE,),
        source=(
            "https://docs.aws.amazon.com/cloud-map/latest/dg/security_iam_service-with-iam.html"
        ),
        arguments=(
            Argument(name="namespace", kind="namespace_id", description="The namespace, by ID."),
            Argument(
                name="services",
                kind="discovery_service_id",
                description="The services, by ID.",
                repeated=True,
            ),
        ),
        statements=(
            StatementRow(
                sid="DiscoverInstances",
                actions=(
                    servicediscovery.DiscoverInstances,
                    servicediscovery.DiscoverInstancesRevision,
                ),
                resources=(
                    "arn:${AWS::Partition}:servicediscovery:${AWS::Region}:${AWS::AccountId}"
                    ":namespace/{namespace}",
                    "arn:${AWS::Partition}:servicediscovery:${AWS::Region}:${AWS::AccountId}"
                    ":service/{services}",
                ),
            ),
        ),
    ),
)
