"""Grants on Amazon SES."""

from awacs import ses

from influmojo_cfn.grants.model import CODE, Argument, ConditionRow, Grant, StatementRow

SENDERS = (
    "arn:${AWS::Partition}:ses:${AWS::Region}:${AWS::AccountId}:identity/{identities}",
    "arn:${AWS::Partition}:ses:${AWS::Region}:${AWS::AccountId}"
    ":configuration-set/{configuration_set}",
)

FROM = ConditionRow(operator="StringLike", key="ses:FromAddress", values=("{from_addresses}",))

GRANTS = (
    Grant(
        name="ses.send_email",
        purpose="Send email from verified identities.",
        uses=(CODE,),
        source="https://docs.aws.amazon.com/ses/latest/dg/control-user-access.html",
        arguments=(
            Argument(
                name="identities",
                kind="ses_identity",
                description="The verified domains or addresses to send from.",
                repeated=True,
            ),
            Argument(
                name="from_addresses",
                kind="sender_address",
                description="The From addresses that are allowed; any of the identities otherwise.",
                required=False,
                repeated=True,
            ),
            Argument(
                name="configuration_set",
                kind="configuration_set",
                description="The configuration set that is used in sending.",
                required=False,
            ),
            Argument(
                name="templates",
                kind="email_template",
                description="The email templates that are used in sending.",
                required=False,
                repeated=True,
            ),
        ),
        statements=(
            StatementRow(
                sid="SendEmail",
                actions=(ses.SendEmail, ses.SendRawEmail),
                resources=SENDERS,
                conditions=(FROM,),
            ),
            StatementRow(
                sid="SendTemplatedEmail",
                actions=(ses.SendBulkTemplatedEmail, ses.SendTemplatedEmail),
                resources=SENDERS,
                conditions=(FROM,),
                when=("templates",),
            ),
            StatementRow(
                sid="UseEmailTemplates",
                actions=(ses.SendBulkTemplatedEmail, ses.SendEmail, ses.SendTemplatedEmail),
                resources=(
                    "arn:${AWS::Partition}:ses:${AWS::Region}:${AWS::AccountId}"
                    ":template/{templates}",
                ),
                conditions=(FROM,),
                when=("templates",),
            ),
        ),
        notes=(
            "SES asks for the identity and also for the configuration set and the template that a "
            "call names: each must be allowed.",
            "An identity's default configuration set is used without being named in the call, and "
            "must be allowed too: name it.",
            "ses:FromAddress is case-sensitive: write addresses as the code does.",
            "ses:SendBulkEmail is omitted: it cannot be narrowed by ses:FromAddress.",
        ),
    ),
)
