"""Grants on Amazon CloudFront."""

from awacs import cloudfront

from influmojo_cfn.grants.model import DOCS, Argument, Grant, StatementRow

GRANTS = (
    Grant(
        name="cloudfront.create_invalidations",
        in_every_boundary=False,
        purpose="Remove files from the caches of a distribution.",
        source=f"{DOCS}AmazonCloudFront/latest/DeveloperGuide/Invalidation.html",
        arguments=(Argument("distribution", "distribution_id", "The distribution's ID."),),
        statements=(
            StatementRow(
                "CreateInvalidations",
                (cloudfront.CreateInvalidation, cloudfront.GetInvalidation),
                (
                    "arn:${AWS::Partition}:cloudfront::${AWS::AccountId}"
                    ":distribution/{distribution}",
                ),
            ),
        ),
    ),
)
