"""Grants on AWS Cloud Map."""

from awacs import servicediscovery

from influmojo_cfn.grants.model import Argument, Grant, StatementRow

GRANTS = (
    Grant(
        name="servicediscovery.discover_instances",
        purpose="Find the instances of services in a Cloud Map namespace.",
        source="https://docs.aws.amazon.com/cloud-map/latest/dg/security_iam_service-with-iam.html",
        arguments=(
            Argument("namespace", "namespace_id", "The namespace, by ID."),
            Argument("services", "discovery_service_id", "The services, by ID.", repeated=True),
        ),
        statements=(
            StatementRow(
                "DiscoverInstances",
                (servicediscovery.DiscoverInstances, servicediscovery.DiscoverInstancesRevision),
                (
                    "arn:${AWS::Partition}:servicediscovery:${AWS::Region}:${AWS::AccountId}"
                    ":namespace/{namespace}",
                    "arn:${AWS::Partition}:servicediscovery:${AWS::Region}:${AWS::AccountId}"
                    ":service/{services}",
                ),
            ),
        ),
    ),
)
