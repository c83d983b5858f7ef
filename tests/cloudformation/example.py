"""One template that has some of everything, and what its values are in an environment."""

from __future__ import annotations

from typing import Any

from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.resolved import ResolvedTemplate

TEMPLATE: dict[str, Any] = {
    "Parameters": {
        "Name": {"Type": "String", "Default": "uploads"},
        "Empty": {"Type": "String", "Default": ""},
        "Count": {"Type": "Number", "Default": 3, "MinValue": 1, "MaxValue": 5},
        "Names": {"Type": "CommaDelimitedList", "Default": "a, b,c"},
        "Latest": {"Type": "AWS::SSM::Parameter::Value<String>", "Default": "/a/b"},
    },
    "Mappings": {"ByRegion": {"us-east-1": {"Bucket": "east", "List": ["x", "y"]}}},
    "Conditions": {
        "HasName": {"Fn::Not": [{"Fn::Equals": [{"Ref": "Name"}, ""]}]},
        "HasEmpty": {"Fn::Not": [{"Fn::Equals": [{"Ref": "Empty"}, ""]}]},
        "Both": {"Fn::And": [{"Condition": "HasName"}, {"Condition": "HasEmpty"}]},
        "Either": {"Fn::Or": [{"Condition": "HasName"}, {"Condition": "HasEmpty"}]},
        "IsLatest": {"Fn::Equals": [{"Ref": "Latest"}, "1"]},
        "MaybeNot": {"Fn::And": [{"Condition": "IsLatest"}, {"Condition": "HasEmpty"}]},
        "Circle": {"Fn::Not": [{"Condition": "Circle"}]},
    },
    "Resources": {
        "Bucket": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": {"Ref": "Name"}}},
        "Unnamed": {"Type": "AWS::S3::Bucket"},
        "Topic": {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": "t"}},
        "Queue": {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": "q"}},
        "Logs": {"Type": "AWS::Logs::LogGroup", "Properties": {"LogGroupName": "/ecs/x"}},
        "Secret": {"Type": "AWS::SecretsManager::Secret", "Properties": {"Name": "s"}},
        "Role": {"Type": "AWS::IAM::Role", "Properties": {"RoleName": "r", "Path": "/p/"}},
        "Policy": {"Type": "AWS::IAM::ManagedPolicy", "Properties": {"ManagedPolicyName": "m"}},
        "Snake": {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": {"Ref": "Snake"}}},
        "Dropped": {"Type": "AWS::S3::Bucket", "Condition": "HasEmpty"},
        "Odd": {"Type": "Custom::Odd"},
    },
}


def resolve(data: Any, **environment: Any) -> Any:
    return ResolvedTemplate(TEMPLATE, Environment(**environment)).value(data)


def sub(text: str, **names: Any) -> dict[str, Any]:
    return {"Fn::Sub": [text, names] if names else text}
