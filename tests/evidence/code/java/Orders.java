package shop;

import org.springframework.beans.factory.annotation.Value;
import software.amazon.awssdk.enhanced.dynamodb.DynamoDbEnhancedClient;
import software.amazon.awssdk.enhanced.dynamodb.DynamoDbTable;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;

public class Orders {
  private static final String ASSETS = System.getenv("ASSETS_BUCKET");
  private final S3Client s3 = S3Client.create();
  private final SqsClient sqs;
  private final DynamoDbTable<Order> table;

  @Value("${uploads.bucket}")
  private String uploads;

  Orders(SqsClient sqs, DynamoDbEnhancedClient enhanced) {
    this.sqs = sqs;
    this.table = enhanced.table("orders", Order.SCHEMA);
  }

  void run(String queue) {
    PutObjectRequest request = PutObjectRequest.builder().bucket(uploads).key("k").build();
    s3.putObject(request, (Object) null);
    s3.getObject(GetObjectRequest.builder().bucket(ASSETS).key("k").build());
    s3.headObject(b -> b.bucket("shop-archive").key("x"));
    s3.listObjectsV2Paginator(b -> b.bucket(ASSETS));
    s3.waiter().waitUntilObjectExists(b -> b.bucket("shop-archive").key("x"));
    sqs.sendMessage(SendMessageRequest.builder().queueUrl(queue).messageBody("x").build());
    table.putItem(new Order());
  }
}
