"""Grants on Amazon CloudFront."""

from awacs import cloudfront

from influmojo_cfn.grants.model import CODE, Argument, Grant, StatementRow

GRANTS = (
    Grant(
        name="cloudfront.create_invalidations",
        in_every_boundary=False,
        purpose="Remove files from the caches of a distribution.",
        uses=(CODE,),
        source=(
            "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/Invalidation.html"
        ),
        arguments=(
            Argument(
                name="distribution", kind="distribution_id", description="The distribution's ID."
            ),
        ),
        statements=(
            StatementRow(
                sid="CreateInvalidations",
                actions=(cloudfront.CreateInvalidation, cloudfront.GetInvalidation),
                resources=(
                    "arn:${AWS::Partition}:cloudfront::${AWS::AccountId}"
                    ":distribution/{distribution}",
                ),
            ),
        ),
    ),
)
