"""Images that stand in a Compose file for what AWS provides, and tools of a Docker host.

A developer's machine runs databases, caches, queues and emulators in containers. On AWS a managed
service takes their place, so they are not services of an application on Amazon ECS.

Sources (read 2026-11-27): the images' pages on https://hub.docker.com/ and on the registries that
their vendors name; https://aws.amazon.com/products/ for the services.
"""

from __future__ import annotations

from typing import NamedTuple


class ComposeImages(NamedTuple):
    """Images of a kind, and what an application on AWS uses in their place.

    A name is an image's last part, whichever the registry and the publisher are. One with a slash
    is its last two parts, where the last alone is ambiguous. Docker Hub's official images are those
    of ``library``.
    """

    kind: str
    instead: str
    names: frozenset[str]


def _row(kind: str, instead: str, names: str) -> ComposeImages:
    return ComposeImages(kind, instead, frozenset(names.split()))


COMPOSE_IMAGES = (
    _row(
        "a relational database",
        "Amazon RDS or Amazon Aurora",
        """postgres postgresql postgis pgvector timescaledb timescaledb-ha cockroach pgvecto-rs
        mysql mysql-server mariadb mariadb-galera percona percona-server percona-xtradb-cluster
        mssql/server azure-sql-edge oracle-free oracle-xe database/free database/express
        db2_community/db2 firebird yugabytedb/yugabyte pingcap/tidb""",
    ),
    _row(
        "a document database",
        "Amazon DocumentDB",
        """mongo mongodb mongodb-community-server mongodb-enterprise-server mongodb-atlas-local
        percona-server-mongodb ferretdb couchdb couchbase ravendb arangodb rethinkdb surrealdb""",
    ),
    _row("a column database", "Amazon Keyspaces", "cassandra scylla dse-server hbase"),
    _row("a graph database", "Amazon Neptune", "neo4j orientdb janusgraph dgraph/dgraph memgraph"),
    _row("a time series database", "Amazon Timestream", "influxdb victoria-metrics questdb"),
    _row(
        "an analytical database",
        "Amazon Redshift",
        "clickhouse clickhouse-server apache/druid vertica-ce trinodb/trino prestodb/presto",
    ),
    _row(
        "a cache",
        "Amazon ElastiCache",
        """redis redis-stack redis-stack-server redis-sentinel redis-cluster valkey valkey-bundle
        keydb dragonflydb/dragonfly memcached hazelcast microsoft/garnet""",
    ),
    _row(
        "a message broker",
        "Amazon MQ, Amazon SQS or Amazon SNS",
        """rabbitmq activemq activemq-classic activemq-artemis nats nats-streaming
        nsqio/nsq eclipse-mosquitto mosquitto emqx hivemq4 vernemq apachepulsar/pulsar
        beanstalkd""",
    ),
    _row(
        "Kafka or a part of it",
        "Amazon MSK",
        """kafka kafka-native cp-kafka cp-server cp-zookeeper cp-schema-registry cp-kafka-connect
        cp-kafka-rest zookeeper redpanda strimzi/kafka""",
    ),
    _row(
        "a search engine",
        "Amazon OpenSearch Service",
        """elasticsearch opensearch solr meilisearch typesense kibana opensearch-dashboards
        qdrant weaviate chromadb/chroma milvus""",
    ),
    _row(
        "an object store",
        "Amazon S3",
        "minio minio/mc aistor seaweedfs dxflrs/garage versitygw zenko/cloudserver s3server",
    ),
    _row(
        "an emulator of AWS",
        "the AWS service itself",
        """localstack localstack-pro ministack motoserver/moto dynamodb-local elasticmq
        elasticmq-native kinesalite dynalite s3mock s3ninja fake-sqs fake_sns local-kms
        stepfunctions-local aws-stepfunctions-local cognito-local goaws""",
    ),
    _row(
        "an emulator of another cloud",
        "the cloud itself",
        """azurite fake-gcs-server cloud-sdk google-cloud-cli firebase-tools
        azure-cosmos-emulator servicebus-emulator stripe-mock""",
    ),
    _row(
        "a mail catcher",
        "Amazon SES",
        """mailhog mailpit mailcatcher maildev smtp4dev greenmail fake-smtp-server
        inbucket papercut-smtp""",
    ),
    _row("a secret store", "AWS Secrets Manager", "library/vault hashicorp/vault openbao/openbao"),
    _row(
        "a browser of a data store",
        "the console of the data store",
        """adminer phpmyadmin pgadmin4 pgweb mongo-express redis-commander redisinsight
        dynamodb-admin kafka-ui akhq kafdrop redpandadata/console lmenezes/cerebro""",
    ),
    _row(
        "a tool of the Docker host",
        "Amazon ECS and Elastic Load Balancing",
        """portainer portainer-ce portainer-agent watchtower dozzle library/docker cadvisor traefik
        nginx-proxy acme-companion letsencrypt-nginx-proxy-companion docker-socket-proxy ofelia
        willfarrell/autoheal testcontainers/ryuk""",
    ),
)


def compose_images_of(image: str) -> ComposeImages | None:
    """Return the row of an image, whose tag and digest are of no concern; None if it has none."""
    parts = ["library", *image.partition("@")[0].split("/")]
    parts[-1] = parts[-1].partition(":")[0]
    name, pair = parts[-1].lower(), "/".join(parts[-2:]).lower()
    return next((row for row in COMPOSE_IMAGES if name in row.names or pair in row.names), None)
