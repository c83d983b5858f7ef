"""Grants on Amazon ECR."""

from awacs import ecr

from influmojo_cfn.grants.arguments import ACCOUNT, REGION
from influmojo_cfn.grants.model import DOCS, START, Argument, Grant, StatementRow

GRANTS = (
    Grant(
        name="ecr.pull_images",
        purpose="Pull container images from private repositories.",
        uses=(START,),
        source=f"{DOCS}AmazonECS/latest/developerguide/task_execution_IAM_role.html",
        arguments=(
            Argument("repositories", "repository_name", "The repositories.", repeated=True),
            ACCOUNT,
            REGION,
        ),
        statements=(
            StatementRow(
                "GetRegistryToken",
                (ecr.GetAuthorizationToken,),
                ("*",),
                forced_star="ecr:GetAuthorizationToken is for a whole registry: it takes only *.",
            ),
            StatementRow(
                "PullImages",
                (ecr.BatchCheckLayerAvailability, ecr.BatchGetImage, ecr.GetDownloadUrlForLayer),
                ("arn:${AWS::Partition}:ecr:{region}:{account}:repository/{repositories}",),
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
        source="https://docs.aws.amazon.com/AmazonECR/latest/userguide/pull-through-cache-iam.html",
        arguments=(
            Argument(
                "prefix",
                "repository_prefix",
                "The repository prefix of the pull through cache rule.",
            ),
        ),
        statements=(
            StatementRow(
                "PullThroughCache",
                (ecr.BatchImportUpstreamImage, ecr.CreateRepository),
                (
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
