"""Queues and topics that are looked up by their names."""

from __future__ import annotations

import pytest

from tests.evidence.reading import calls_of, lines

SCRIPT = (
    "import { SQSClient, GetQueueUrlCommand, SendMessageCommand } from '@aws-sdk/client-sqs';\n"
)
GO = 'import ("github.com/aws/aws-sdk-go-v2/service/sqs")\nfunc f() {\n'
JAVA = (
    "import com.amazonaws.services.sqs.AmazonSQS;\n"
    "import com.amazonaws.services.sqs.model.SendMessageRequest;\nclass A { AmazonSQS sqs;\n"
)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "a.ts",
            SCRIPT
            + "const { QueueUrl } = await c.send(new GetQueueUrlCommand({ QueueName: 'q' }));\n"
            "c.send(new SendMessageCommand({ QueueUrl }));",
        ),
        (
            "a.ts",
            SCRIPT + "const r = await c.send(new GetQueueUrlCommand({ QueueName: 'q' }));\n"
            "c.send(new SendMessageCommand({ QueueUrl: r.QueueUrl }));",
        ),
        (
            "a.go",
            GO + 'in := &sqs.GetQueueUrlInput{QueueName: aws.String("q")}\n'
            "r, err := c.GetQueueUrl(ctx, in)\nurl := *r.QueueUrl\n"
            "c.SendMessage(ctx, &sqs.SendMessageInput{QueueUrl: &url})\n}",
        ),
        (
            "A.java",
            JAVA + 'String u;\nA() { this.u = sqs.getQueueUrl("q").getQueueUrl(); }\n'
            'void f() { sqs.sendMessage(new SendMessageRequest(u, "x")); } }',
        ),
    ],
)
def test_a_queue(name: str, text: str) -> None:
    found = [each.partition(" ")[2] for each in lines(calls_of(text, name=name), "queueurl")]
    assert "sqs SendMessage 'q'" in found


def test_each_of_two_queues_has_its_own_name() -> None:
    text = GO + (
        'a, err := c.GetQueueUrl(ctx, &sqs.GetQueueUrlInput{QueueName: aws.String("one")})\n'
        'b, err := c.GetQueueUrl(ctx, &sqs.GetQueueUrlInput{QueueName: aws.String("two")})\n'
        "c.SendMessage(ctx, &sqs.SendMessageInput{QueueUrl: a.QueueUrl})\n"
        "c.SendMessage(ctx, &sqs.SendMessageInput{QueueUrl: b.QueueUrl})\n"
        "c.SendMessage(ctx, &sqs.SendMessageInput{QueueUrl: other.QueueUrl})\n}"
    )
    found = [each for each in lines(calls_of(text, name="a.go"), "queueurl") if "Send" in each]
    assert found == [
        "5 sqs SendMessage 'one'",
        "6 sqs SendMessage 'two'",
        "7 sqs SendMessage ?other.QueueUrl",
    ]
