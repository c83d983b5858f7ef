// Takes a template in with CfnInclude, as the README shows, and prints what the CDK makes of it.
const { App, CfnOutput, Stack } = require('aws-cdk-lib');
const { CfnInclude } = require('aws-cdk-lib/cloudformation-include');
const iam = require('aws-cdk-lib/aws-iam');

const app = new App();
const stack = new Stack(app, 'including');
const roles = new CfnInclude(stack, 'EcsIam', { templateFile: process.argv[2] });
const taskRole = iam.Role.fromRoleArn(stack, 'TaskRole', roles.getResource('TaskRole').attrArn);
new CfnOutput(stack, 'FromCdk', { value: taskRole.roleArn });
console.log(JSON.stringify(app.synth().getStackByName('including').template));
