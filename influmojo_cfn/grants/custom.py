"""The grant for what the catalog lacks."""

from influmojo_cfn.grants.model import CODE, START, Argument, Grant

GRANTS = (
    Grant(
        name="custom.statement",
        purpose="Allow or deny actions that the catalog lacks.",
        uses=(CODE, START),
        source="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html",
        arguments=(
            Argument(
                "effect",
                "effect",
                "Allow, or Deny, which outweighs every Allow; Allow if omitted.",
                required=False,
                default="Allow",
            ),
            Argument("actions", "action", "The actions.", repeated=True),
            Argument(
                "resources", "resource_arn", "The resources that they apply to.", repeated=True
            ),
            Argument(
                "name",
                "resource_name",
                "What {name} in the resources represents, such as a bucket.",
                required=False,
            ),
            Argument(
                "conditions",
                "conditions",
                "IAM conditions: operator, condition key, values.",
                required=False,
            ),
            Argument("reason", "reason", "The reason, for reviewers of the policy."),
        ),
        notes=(
            "It is rendered as it is written: actions and condition keys are checked against the "
            "service authorization data by influmojo-cfn check.",
            "A Deny takes no parameter: an empty value would remove the Deny.",
        ),
    ),
)
