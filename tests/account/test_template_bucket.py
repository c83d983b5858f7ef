"""Templates that are too long to pass inline go into a bucket, under a name of their content."""

from __future__ import annotations

import pytest

from influmojo_cfn.account.connection import Connection
from influmojo_cfn.account.stack import StackClient
from influmojo_cfn.account.template_bucket import TemplateBucket
from influmojo_cfn.errors import AccountError
from influmojo_cfn.rehearsal.emulator import LocalEmulator
from influmojo_cfn.template.quotas import INLINE_BYTES, TEMPLATE_BYTES

SHORT = "Resources: {}\n"
LONG = "# " + "a" * INLINE_BYTES + "\nResources: {Q: {Type: AWS::SQS::Queue}}\n"


def bucket(name: str | None = "my-templates") -> TemplateBucket:
    return TemplateBucket(name=name, connection=Connection(region="eu-west-1"))


def test_a_short_template_is_passed_as_it_is() -> None:
    assert (bucket().place(SHORT), bucket().passed(SHORT)) == ("", SHORT)


@pytest.mark.parametrize(
    ("region", "endpoint"),
    [
        ("eu-west-1", "https://s3.eu-west-1.amazonaws.com"),
        ("cn-north-1", "https://s3.cn-north-1.amazonaws.com.cn"),
    ],
)
def test_the_address_is_that_of_the_place(region: str, endpoint: str) -> None:
    there = TemplateBucket(name="my-templates", connection=Connection(region=region))
    path = there.place(LONG).removeprefix("s3://")
    assert path.startswith("my-templates/")
    assert there.address(LONG) == f"{endpoint}/{path}"


def test_another_template_has_another_place() -> None:
    assert bucket().place(LONG) != bucket().place(LONG + "\n")


@pytest.mark.parametrize(
    ("name", "template", "message"),
    [
        (None, LONG, "a.yaml: has 51,243 bytes, and a change set takes 51,200 inline; give --s3-b"),
        ("My_Bucket", SHORT, "--s3-bucket: 'My_Bucket' is not the name of a bucket"),
        ("a" * 64, LONG, "is not the name of a bucket"),
        ("my-templates", "a" * (TEMPLATE_BYTES + 1), "a.yaml: has 1,000,001 bytes, and CloudForma"),
    ],
)
def test_what_cloudformation_does_not_take_is_refused(
    name: str | None, template: str, message: str
) -> None:
    with pytest.raises(AccountError, match=message):
        bucket(name).check("a.yaml", template)


@pytest.mark.parametrize(("name", "template"), [(None, SHORT), ("my.templates-1", LONG)])
def test_the_rest_is_taken(name: str | None, template: str) -> None:
    bucket(name).check("a.yaml", template)


@pytest.mark.engine
def test_a_long_template_is_uploaded_and_read_there(as_root: LocalEmulator) -> None:
    s3 = as_root.client("s3")
    place = {"LocationConstraint": as_root.region}
    s3.create_bucket(Bucket="my-templates", CreateBucketConfiguration=place)
    connection = Connection(endpoint_url=as_root.url)
    passed = TemplateBucket(name="my-templates", connection=connection).passed(LONG)
    client = StackClient(name="a", client=connection.client("cloudformation"))
    assert [each.logical_id for each in client.prepare("CREATE", passed, {}).changes] == ["Q"]


@pytest.mark.engine
def test_a_bucket_that_does_not_exist_is_told(as_root: LocalEmulator) -> None:
    connection = Connection(endpoint_url=as_root.url)
    with pytest.raises(AccountError, match="NoSuchBucket"):
        TemplateBucket(name="no-such-bucket", connection=connection).passed(LONG)
