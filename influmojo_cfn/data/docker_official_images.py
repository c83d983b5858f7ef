"""The names of Docker Hub's official images, the only ones there without a slash.

Source: https://github.com/docker-library/official-images (folder library, 2026-08-21); those that
are deprecated, and still pulled: https://hub.docker.com/u/library.
"""

from __future__ import annotations

_OFFICIAL = """
    adminer aerospike almalinux alpine alt amazoncorretto amazonlinux api-firewall arangodb
    archlinux azul-zulu backdrop bash bonita buildpack-deps busybox caddy cassandra chronograf
    cirros clearlinux clefos clickhouse clojure composer convertigo couchbase couchdb crate dart
    debian docker drupal eclipse-mosquitto eclipse-temurin eggdrop elasticsearch elixir emqx
    erlang espocrm fedora flink fluentd friendica gazebo gcc geonetwork ghost golang gradle
    groovy haproxy haskell haxe hello-world hitch httpd hylang ibm-semeru-runtimes ibmjava
    influxdb irssi jetty joomla jruby julia kapacitor kibana kong krakend lightstreamer
    liquibase logstash mageia mariadb matomo maven mediawiki memcached mongo mongo-express
    monica mysql nats neo4j neurodebian nextcloud nginx nim node notary odoo open-liberty
    openjdk oraclelinux orientdb percona perl photon php php-zendserver phpmyadmin plone
    postfixadmin postgres pypy python r-base rabbitmq rakudo-star redis redmine registry
    rethinkdb rocket.chat rockylinux ros ruby rust sapmachine satosa silverpeas solr sonarqube
    spark spiped storm swift swipl teamspeak telegraf tomcat tomee traefik ubuntu unit varnish
    websphere-liberty wordpress xwiki yourls znc zookeeper
"""
_DEPRECATED = """
    adoptopenjdk celery centos consul django euleros express-gateway fsharp glassfish hipache
    iojs java jobber known mono nats-streaming nuxeo opensuse owncloud piwik rails sentry sl
    swarm ubuntu-debootstrap ubuntu-upstart vault
"""

OFFICIAL_IMAGES = frozenset((_OFFICIAL + _DEPRECATED).split())
