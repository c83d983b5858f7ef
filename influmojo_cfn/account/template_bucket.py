"""A bucket for the templates that are too long to pass in a request.

The name of an object comes from its content, as those of ``aws cloudformation package`` do: the
same template is uploaded to the same place again.

Sources (read 2026-11-27):
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html
"""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256

from influmojo_cfn.account.connection import Connection, account_errors
from influmojo_cfn.account.deployment import BUCKET_NAME
from influmojo_cfn.errors import AccountError
from influmojo_cfn.template.quotas import INLINE_BYTES, TEMPLATE_BYTES


@dataclass(frozen=True, kw_only=True)
class TemplateBucket:
    """Where long templates are uploaded; ``name`` is None where the user names no bucket."""

    name: str | None
    connection: Connection = field(repr=False)

    def check(self, file: str, template: str) -> None:
        """Raise :class:`AccountError` if CloudFormation does not take the template of a file."""
        if self.name is not None and not BUCKET_NAME.fullmatch(self.name):
            raise AccountError(f"--s3-bucket: {self.name!r} is not the name of a bucket")
        size = len(template.encode())
        if size > TEMPLATE_BYTES:
            raise AccountError(
                f"{file}: has {size:,} bytes, and CloudFormation takes {TEMPLATE_BYTES:,} of a "
                "template in a bucket; give some of the services an app file of their own with the "
                "same project, and adopt the roles of each file into a stack of its own"
            )
        if size > INLINE_BYTES and self.name is None:
            raise AccountError(
                f"{file}: has {size:,} bytes, and a change set takes {INLINE_BYTES:,} inline; give "
                "--s3-bucket, the name of a bucket in the stack's Region, to upload it there"
            )

    def place(self, template: str) -> str:
        """Return where a template is uploaded, as s3://BUCKET/KEY; empty if it fits inline."""
        is_short = len(template.encode()) <= INLINE_BYTES
        return "" if is_short else f"s3://{self.name}/{_key(template)}"

    def address(self, template: str) -> str:
        """Return the address by which CloudFormation reads an uploaded template."""
        endpoint = self.connection.client("s3").meta.endpoint_url
        return f"{endpoint}/{self.name}/{_key(template)}"

    def passed(self, template: str) -> str:
        """Return a template, or its address if it is too long to pass: then it is uploaded.

        Raises:
            AccountError: it cannot be uploaded.
        """
        if not self.place(template):
            return template
        with account_errors(self.connection):
            self.connection.client("s3").put_object(
                Bucket=self.name, Key=_key(template), Body=template.encode()
            )
        return self.address(template)


def _key(template: str) -> str:
    return f"{sha256(template.encode()).hexdigest()[:32]}.template"
