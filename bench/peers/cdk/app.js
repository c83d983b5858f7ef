// The two roles of templates/influmojo-ecs-iam.yaml, as one would write them with the AWS CDK.
const { App, ArnFormat, CfnOutput, Stack, Tags } = require('aws-cdk-lib');
const iam = require('aws-cdk-lib/aws-iam');

const stack = new Stack(new App(), 'influmojo-ecs-iam');

const arn = (service, resource, parts = {}) => stack.formatArn({
  service, resource, arnFormat: ArnFormat.NO_RESOURCE_NAME, ...parts,
});
const everywhere = { region: '', account: '' };
const allow = (sid, actions, resources) => new iam.PolicyStatement({ sid, actions, resources });
const trusted = new iam.ServicePrincipal('ecs-tasks.amazonaws.com', {
  conditions: {
    StringEquals: { 'aws:SourceAccount': stack.account },
    ArnLike: { 'aws:SourceArn': arn('ecs', '*') },
  },
});

const executionPolicy = new iam.ManagedPolicy(stack, 'TaskExecutionPolicy', {
  managedPolicyName: 'influmojo-ecs-execution-policy',
  statements: [
    allow('Token', ['ecr:GetAuthorizationToken'], ['*']),
    allow('PullImages',
      ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
      ['webapp', 'admin', 'backend'].map((name) => arn('ecr', `repository/influmojo-${name}`))),
    allow('Parameters', ['ssm:GetParameters'], [arn('ssm', 'parameter/influmojo/*')]),
    allow('Secrets', ['secretsmanager:GetSecretValue'],
      [arn('secretsmanager', 'secret:influmojo/*')]),
    allow('Logs', ['logs:CreateLogStream', 'logs:PutLogEvents'],
      [arn('logs', 'log-group:/ecs/influmojo*:*')]),
  ],
});
const taskPolicy = new iam.ManagedPolicy(stack, 'TaskPolicy', {
  managedPolicyName: 'influmojo-ecs-task-policy',
  statements: [
    allow('Connect', ['rds-db:connect'], [arn('rds-db', 'dbuser:*/influmojo')]),
    allow('Objects', ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'],
      ['uploads', 'assets'].map((name) => arn('s3', `influmojo-${name}/*`, everywhere))),
    allow('Email', ['ses:SendEmail', 'ses:SendRawEmail'], [arn('ses', 'identity/influmojo.com')]),
    allow('Publish', ['sns:Publish'], [arn('sns', 'influmojo-notifications')]),
  ],
});

const roles = {
  TaskExecutionRole: new iam.Role(stack, 'TaskExecutionRole', {
    roleName: 'influmojo-ecs-task-execution-role',
    description: 'ECS task execution role for Influmojo services',
    assumedBy: trusted,
    managedPolicies: [
      iam.ManagedPolicy.fromAwsManagedPolicyName('service-role/AmazonECSTaskExecutionRolePolicy'),
      executionPolicy,
    ],
  }),
  TaskRole: new iam.Role(stack, 'TaskRole', {
    roleName: 'influmojo-ecs-task-role',
    description: 'ECS task role for Influmojo application permissions',
    assumedBy: trusted,
    managedPolicies: [taskPolicy],
  }),
};
for (const [name, role] of Object.entries(roles)) {
  Tags.of(role).add('Project', 'Influmojo');
  new CfnOutput(stack, `${name}Arn`, {
    value: role.roleArn, exportName: `${stack.stackName}-${name}Arn`,
  });
}
