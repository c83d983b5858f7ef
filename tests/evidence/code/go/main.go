package main

import (
	"context"
	"os"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/feature/s3/manager"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	ddbtypes "github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/aws-sdk-go-v2/service/s3"
)

type Store struct {
	client *dynamodb.Client
	table  string
}

func New(client *dynamodb.Client) *Store {
	return &Store{client: client, table: os.Getenv("ORDERS_TABLE")}
}

func (s *Store) Put(ctx context.Context, other string) error {
	_, err := s.client.PutItem(ctx, &dynamodb.PutItemInput{TableName: &s.table})
	_, err = s.client.GetItem(ctx, &dynamodb.GetItemInput{TableName: aws.String(other)})
	_, err = s.client.BatchWriteItem(ctx, &dynamodb.BatchWriteItemInput{
		RequestItems: map[string][]ddbtypes.WriteRequest{"shop-audit": nil},
	})
	return err
}

func main() {
	cfg, _ := config.LoadDefaultConfig(context.TODO())
	client := s3.NewFromConfig(cfg)
	bucket := os.Getenv("UPLOADS_BUCKET")
	manager.NewUploader(client).Upload(context.TODO(), &s3.PutObjectInput{Bucket: &bucket})
	pages := s3.NewListObjectsV2Paginator(client, &s3.ListObjectsV2Input{Bucket: aws.String("shop-assets")})
	for pages.HasMorePages() {
		pages.NextPage(context.TODO())
	}
}
