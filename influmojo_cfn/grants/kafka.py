"""Grants on Amazon MSK."""

from awacs import kafka_cluster

from influmojo_cfn.grants.model import CODE, Argument, Grant, StatementRow

PREFIX = "arn:${AWS::Partition}:kafka:${AWS::Region}:${AWS::AccountId}:"
CLUSTER = (f"{PREFIX}cluster/{{cluster}}",)

GRANTS = (
    Grant(
        name="kafka.connect",
        in_every_boundary=False,
        purpose="Connect to an MSK cluster with IAM, and read and write topics.",
        uses=(CODE,),
        source=(
            "https://docs.aws.amazon.com/msk/latest/developerguide/"
            "iam-access-control-use-cases.html"
        ),
        arguments=(
            Argument(name="cluster", kind="kafka_cluster", description="The cluster, NAME/UUID."),
            Argument(
                name="read_topics",
                kind="kafka_topic",
                description="Topics that are read.",
                required=False,
                repeated=True,
            ),
            Argument(
                name="write_topics",
                kind="kafka_topic",
                description="Topics that are written to.",
                required=False,
                repeated=True,
            ),
            Argument(
                name="groups",
                kind="kafka_group",
                description="Consumer groups that the readers join.",
                required=False,
                repeated=True,
            ),
            Argument(
                name="idempotent",
                kind="boolean",
                description="Whether a producer writes idempotently.",
                required=False,
            ),
        ),
        at_least_one=(("read_topics", "write_topics"),),
        statements=(
            StatementRow(
                sid="ConnectToCluster", actions=(kafka_cluster.Connect,), resources=CLUSTER
            ),
            StatementRow(
                sid="ReadTopics",
                actions=(kafka_cluster.DescribeTopic, kafka_cluster.ReadData),
                resources=(f"{PREFIX}topic/{{cluster}}/{{read_topics}}",),
            ),
            StatementRow(
                sid="WriteTopics",
                actions=(kafka_cluster.DescribeTopic, kafka_cluster.WriteData),
                resources=(f"{PREFIX}topic/{{cluster}}/{{write_topics}}",),
            ),
            StatementRow(
                sid="JoinGroups",
                actions=(kafka_cluster.AlterGroup, kafka_cluster.DescribeGroup),
                resources=(f"{PREFIX}group/{{cluster}}/{{groups}}",),
            ),
            StatementRow(
                sid="WriteIdempotently",
                actions=(kafka_cluster.WriteDataIdempotently,),
                resources=CLUSTER,
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
