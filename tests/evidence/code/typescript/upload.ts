import { GetObjectCommand, PutObjectCommand, S3Client, paginateListObjectsV2 } from "@aws-sdk/client-s3";
import { SQSClient, SendMessageCommand as Send } from "@aws-sdk/client-sqs";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocument, QueryCommand } from "@aws-sdk/lib-dynamodb";
import { Upload } from "@aws-sdk/lib-storage";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { TABLE } from "./config";

const s3 = new S3Client({});
const sqs = new SQSClient({});
const documents = DynamoDBDocument.from(new DynamoDBClient({}));
const { UPLOADS_BUCKET, ASSETS_BUCKET: assets = "assets-default" } = process.env;

// await s3.send(new DeleteObjectCommand({ Bucket: "commented-out" }));
export async function upload(bucket: string, body: string) {
  await s3.send(new PutObjectCommand({ Bucket: UPLOADS_BUCKET, Key: "a", Body: body }));
  await s3.send(new PutObjectCommand({ Bucket: bucket, Key: "a", Body: body }));
  const params = { client: s3, params: { Bucket: assets, Key: "b", Body: body } };
  await new Upload(params).done();
  for await (const page of paginateListObjectsV2({ client: s3 }, { Bucket: assets })) {
    console.log(page, "new GetObjectCommand({ Bucket: 'in a text' })");
  }
  await sqs.send(new Send({ QueueUrl: process.env["JOBS_QUEUE_URL"] ?? "", MessageBody: body }));
  await documents.send(new QueryCommand({ TableName: TABLE }));
  await documents.put({ TableName: TABLE, Item: {} });
  return getSignedUrl(s3, new GetObjectCommand({ Bucket: `shop-${"x"}`, Key: "c" }));
}
