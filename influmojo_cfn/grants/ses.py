"""Grants on Amazon SES."""

from awacs import ses

from influmojo_cfn.grants.model import Argument, ConditionRow, Grant, StatementRow

SENDERS = (
    "arn:${AWS::Partition}:ses:${AWS::Region}:${AWS::AccountId}:identity/{identities}",
    "arn:${AWS::Partition}:ses:${AWS::Region}:${AWS::AccountId}"
    ":configuration-set/{configuration_set}",
)

FROM = ConditionRow("StringLike", "ses:FromAddress", ("{from_addresses}",))

GRANTS = (
    Grant(
        name="ses.send_email",
        purpose="Send email from verified identities.",
        source="https://docs.aws.amazon.com/ses/latest/dg/control-user-access.html",
        arguments=(
            Argument(
                "identities",
                "ses_identity",
                "The verified domains or addresses to send from.",
                repeated=True,
            ),
            Argument(
                "from_addresses",
                "sender_address",
                "The From addresses that are allowed; any of the identities otherwise.",
                required=False,
                repeated=True,
            ),
            Argument(
                "configuration_set",
                "configuration_set",
                "The configuration set that is used in sending.",
                required=False,
            ),
            Argument(
                "templates",
                "email_template",
                "The email templates that are used in sending.",
                required=False,
                repeated=True,
            ),
        ),
        statements=(
            StatementRow("SendEmail", (ses.SendEmail, ses.SendRawEmail), SENDERS, (FROM,)),
            StatementRow(
                "SendTemplatedEmail",
                (ses.SendBulkTemplatedEmail, ses.SendTemplatedEmail),
                SENDERS,
                (FROM,),
                when=("templates",),
            ),
            StatementRow(
                "UseEmailTemplates",
                (ses.SendBulkTemplatedEmail, ses.SendEmail, ses.SendTemplatedEmail),
                (
                    "arn:${AWS::Partition}:ses:${AWS::Region}:${AWS::AccountId}"
                    ":template/{templates}",
                ),
                (FROM,),
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
