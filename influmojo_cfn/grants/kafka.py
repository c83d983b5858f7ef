"""Grants on Amazon MSK."""

from awacs import kafka_cluster

from influmojo_cfn.grants.model import DOCS, Argument, Grant, StatementRow

PREFIX = "arn:${AWS::Partition}:kafka:${AWS::Region}:${AWS::AccountId}:"
CLUSTER = (f"{PREFIX}cluster/{{cluster}}",)

GRANTS = (
    Grant(
        name="kafka.connect",
        in_every_boundary=False,
        purpose="Connect to an MSK cluster with IAM, and read and write topics.",
        source=f"{DOCS}msk/latest/developerguide/iam-access-control-use-cases.html",
        arguments=(
            Argument("cluster", "kafka_cluster", "The cluster, NAME/UUID."),
            Argument(
                "read_topics", "kafka_topic", "Topics that are read.", required=False, repeated=True
            ),
            Argument(
                "write_topics",
                "kafka_topic",
                "Topics that are written to.",
                required=False,
                repeated=True,
            ),
            Argument(
                "groups",
                "kafka_group",
                "Consumer groups that the readers join.",
                required=False,
                repeated=True,
            ),
            Argument(
                "idempotent", "boolean", "Whether a producer writes idempotently.", required=False
            ),
        ),
        at_least_one=(("read_topics", "write_topics"),),
        statements=(
            StatementRow("ConnectToCluster", (kafka_cluster.Connect,), CLUSTER),
            StatementRow(
                "ReadTopics",
                (kafka_cluster.DescribeTopic, kafka_cluster.ReadData),
                (f"{PREFIX}topic/{{cluster}}/{{read_topics}}",),
            ),
            StatementRow(
                "WriteTopics",
                (kafka_cluster.DescribeTopic, kafka_cluster.WriteData),
                (f"{PREFIX}topic/{{cluster}}/{{write_topics}}",),
            ),
            StatementRow(
                "JoinGroups",
                (kafka_cluster.AlterGroup, kafka_cluster.DescribeGroup),
                (f"{PREFIX}group/{{cluster}}/{{groups}}",),
            ),
            StatementRow(
                "WriteIdempotently",
                (kafka_cluster.WriteDataIdempotently,),
                CLUSTER,
                when=("idempotent",),
            ),
        ),
        notes=(
            "Clients since Kafka 3.0 write idempotently unless they are told not to: set "
            "idempotent for a producer on an older broker.",
            "Topic creation is omitted: an administrator does it once.",
        ),
    ),
)
