"""What methods are called on: clients however they are made, and resource objects."""

from __future__ import annotations

import pytest

from tests.evidence.reading import calls_of, lines


@pytest.mark.parametrize(
    "text",
    [
        "make = partial(boto3.client, config=C)\nmake('s3').get_object(Bucket='b')",
        "def c(n):\n    return boto3.client(n)\nmake = partial(c, 's3')\n"
        "make().get_object(Bucket='b')",
        "from mypy_boto3_s3 import S3Client\ndef f(c: S3Client):\n    c.get_object(Bucket='b')",
        "from types_aiobotocore_s3.client import S3Client\n"
        "async def f(c: 'S3Client'):\n    await c.get_object(Bucket='b')",
        "C = {'s3': boto3.client('s3')}\nC['s3'].get_object(Bucket='b')",
        "def c(n):\n    if n not in K:\n        K[n] = boto3.client(n)\n    return K[n]\n"
        "c('sqs')\nc('s3').get_object(Bucket='b')",
        "async def c():\n    async with s.client('s3') as x:\n        yield x\n"
        "def f(k=Depends(c)):\n    k.get_object(Bucket='b')",
        "class A:\n    @cached_property\n    def s3(self):\n        return boto3.client('s3')\n"
        "class B:\n    def __init__(self, a: A):\n        self.a = a\n"
        "    def f(self):\n        self.a.s3.get_object(Bucket='b')",
        "s3 = boto3.client('s3')\nawait asyncio.to_thread(s3.get_object, Bucket='b')",
        "s3 = boto3.client('s3')\npool.submit(partial(s3.get_object, Bucket='b'))",
        "s3 = boto3.resource('s3').meta.client\ns3.get_object(Bucket='b')",
        "from betterboto import client\nwith client.Context('s3') as c:\n"
        "    c.get_object(Bucket='b')\nlog = logging.getLogger('logs')\nlog.info('a')",
    ],
)
def test_clients(text: str) -> None:
    found = [each.partition(" ")[2] for each in lines(calls_of(text, name="a.py"), "bucket")]
    assert found == ["s3 GetObject 'b'"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("s3.Bucket(name='b').put_object(Key='k')", ["2 s3 PutObject 'b'"]),
        ("s3.Object('b', 'k').get()", ["2 s3 GetObject 'b'"]),
        ("s3.Object(bucket_name='b', key='k').content_length", ["2 s3 HeadObject 'b'"]),
        (
            "s3.Bucket('b').object_versions.filter(Prefix='p').delete()",
            ["2 s3 DeleteObjects 'b'", "2 s3 ListObjectVersions 'b'"],
        ),
        (
            "for o in s3.Bucket('b').objects.all():\n    o.size\n    o.delete()",
            ["2 s3 ListObjects 'b'", "4 s3 DeleteObject 'b'"],
        ),
        ("[b.name for b in s3.buckets.all()]", ["2 s3 ListBuckets"]),
        ("b = s3.Bucket('b')\ns3.meta.client.head_bucket(Bucket=b.name)", ["3 s3 HeadBucket 'b'"]),
        ("s3.Bucket('b').Object('k').Acl().put()", ["2 s3 PutObjectAcl 'b'"]),
    ],
)
def test_resource_objects(text: str, expected: list[str]) -> None:
    calls = calls_of(f"s3 = boto3.resource('s3')\n{text}", name="a.py")
    assert sorted(set(lines(calls, "bucket"))) == expected


def test_a_service_s_name_given_to_a_function_of_the_application_makes_no_client() -> None:
    text = "class Kept: ...\ndef make(n):\n    return Kept(n)\nmake('s3').get_object(Bucket='b')"
    assert calls_of(text, name="a.py") == []


def test_other_services() -> None:
    text = (
        "from mypy_boto3_dynamodb.service_resource import Table\n"
        "def f(t: Table):\n    t.put_item(Item={})\n"
        "boto3.resource('cloudwatch').Metric('N', 'm').put_data(MetricData=[])\n"
        "boto3.resource('ec2').instances.filter(Filters=[]).stop()\n"
    )
    assert sorted(set(lines(calls_of(text, name="a.py"), "namespace"))) == [
        "3 dynamodb PutItem",
        "4 cloudwatch PutMetricData 'N'",
        "5 ec2 DescribeInstances",
        "5 ec2 StopInstances",
    ]


def test_a_queue_that_is_looked_up_is_known_by_its_name() -> None:
    text = (
        "sqs = boto3.client('sqs')\n"
        "url = sqs.get_queue_url(QueueName=os.environ['JOBS'])['QueueUrl']\n"
        "sqs.send_message(QueueUrl=url)\n"
        "made = sqs.create_queue(QueueName='q')\n"
        "sqs.purge_queue(QueueUrl=made['QueueUrl'])\n"
        "boto3.client('sns').publish(TopicArn=boto3.client('sns').create_topic(Name='t')['TopicArn'])"
    )
    assert lines(calls_of(text, name="a.py"), "queueurl", "topicarn", "queuename", "name") == [
        "2 sqs GetQueueUrl $JOBS",
        "3 sqs SendMessage $JOBS",
        "4 sqs CreateQueue 'q'",
        "5 sqs PurgeQueue 'q'",
        "6 sns Publish 't'",
        "6 sns CreateTopic 't'",
    ]
