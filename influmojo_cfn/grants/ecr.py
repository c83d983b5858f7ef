"""Grants on Amazon ECR."""

from awacs import ecr

from influmojo_cfn.grants.arguments import ACCOUNT, REGION
from influmojo_cfn.grants.model import START, Argument, Grant, StatementRow

GRANTS = (
    Grant(
        name="ecr.pull_images",
        purpose="Pull container images from private repositories.",
        uses=(START,),
        source=(
            "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/"
            "task_execution_IAM_role.html"
        ),
        arguments=(
            Argument(
                name="repositories",
                kind="repository_name",
                description="The repositories.",
                repeated=True,
            ),
            ACCOUNT,
            REGION,
        ),
        statements=(
            StatementRow(
                sid="GetRegistryToken",
                actions=(ecr.GetAuthorizationToken,),
                resources=("*",),
                forced_star="ecr:GetAuthorizationToken is for a whole registry: it takes only *.",
            ),
            StatementRow(
                sid="PullImages",
                actions=(
                    ecr.BatchCheckLayerAvailability,
                    ecr.BatchGetImage,
                    ecr.GetDownloadUrlForLayer,
                ),
                resources=(
                    "arn:${AWS::Partition}:ecr:{region}:{account}:repository/{repositories}",
                ),
            ),
        ),
        notes=(
            "A repository of another account must also allow the pull in its own repository "
            "policy: influmojo-cfn resource-policies prints it.",
        ),
    ),
    Grant(
        name="ecr.pull_through_cache",
        purpose="Let a pull through cache fetch an image from its upstream registry.",
        uses=(START,),
        source=(
            "https://docs.aws.amazon.com/AmazonECR/latest/userguide/pull-through-cache-iam.html"
        ),
        arguments=(
            Argument(
                name="prefix",
                kind="repository_prefix",
                description="The repository prefix of the pull through cache rule.",
            ),
        ),
        statements=(
            StatementRow(
                sid="PullThroughCache",
                actions=(ecr.BatchImportUpstreamImage, ecr.CreateRepository),
                resources=(
                    "arn:${AWS::Partition}:ecr:${AWS::Region}:${AWS::AccountId}"
                    ":repository/{prefix}/*",
                ),
            ),
        ),
        notes=(
            "The cached images are pulled like others: name their repositories, such as "
            "docker-hub/library/nginx, in ecr.pull_images.",
            "A cache of another account needs custom.statement here, and there a registry policy "
            "and a repository creation template: influmojo-cfn resource-policies prints both.",
        ),
    ),
)
