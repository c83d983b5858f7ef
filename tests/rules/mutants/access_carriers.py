"""Policies of identities, roles and resources, in which single statements are put, as text."""

from __future__ import annotations

from textwrap import indent

_HEAD = "AWSTemplateFormatVersion: '2010-09-09'\nResources:\n"
_DOCUMENT = "        Version: '2012-10-17'\n        Statement:\n"

CARRIERS = {
    "identity": (
        "  App:\n    Type: AWS::IAM::ManagedPolicy\n    Properties:\n      PolicyDocument:\n"
    ),
    "trust": (
        "  App:\n    Type: AWS::IAM::Role\n    Properties:\n      AssumeRolePolicyDocument:\n"
    ),
    "bucket": (
        "  Uploads:\n    Type: AWS::S3::Bucket\n"
        "  UploadsPolicy:\n    Type: AWS::S3::BucketPolicy\n    Properties:\n"
        "      Bucket: !Ref Uploads\n      PolicyDocument:\n"
    ),
    "queue": (
        "  Orders:\n    Type: AWS::SQS::Queue\n"
        "  OrdersPolicy:\n    Type: AWS::SQS::QueuePolicy\n    Properties:\n"
        "      Queues: [!Ref Orders]\n      PolicyDocument:\n"
    ),
    "topic": (
        "  Alarms:\n    Type: AWS::SNS::Topic\n"
        "  AlarmsPolicy:\n    Type: AWS::SNS::TopicPolicy\n    Properties:\n"
        "      Topics: [!Ref Alarms]\n      PolicyDocument:\n"
    ),
    "key": "  Key:\n    Type: AWS::KMS::Key\n    Properties:\n      KeyPolicy:\n",
    "secret": (
        "  Password:\n    Type: AWS::SecretsManager::Secret\n"
        "  PasswordPolicy:\n    Type: AWS::SecretsManager::ResourcePolicy\n    Properties:\n"
        "      SecretId: !Ref Password\n      ResourcePolicy:\n"
    ),
    "repository": (
        "  Images:\n    Type: AWS::ECR::Repository\n    Properties:\n      RepositoryPolicyText:\n"
    ),
}
"""Kinds of policies, and what stands before the document; ``template`` brings its own resources."""

_ADMINISTRATOR = """\
- Effect: Allow
  Principal:
    AWS: !Sub arn:${AWS::Partition}:iam::${AWS::AccountId}:root
  Action: kms:*
  Resource: '*'
"""


def template(carrier: str, text: str) -> str:
    """Return a template with statements, or with the resources that a row brings itself."""
    if carrier == "template":
        return _HEAD + indent(text, "  ")
    if carrier == "key":
        text = _ADMINISTRATOR + text
    return _HEAD + CARRIERS[carrier] + _DOCUMENT + indent(text, " " * 10)
