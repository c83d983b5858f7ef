"""Requests of clients that speak HTTP/2 without TLS."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest
from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.events import DataReceived, ResponseReceived, StreamEnded

from influmojo_cfn.recording.http_request import HttpRequest, HttpResponse
from influmojo_cfn.recording.proxy import running_proxy

LARGE = b"x" * 300_000
"""More than the window of a stream."""


@pytest.fixture
def address() -> Iterator[tuple[tuple[str, int], list[HttpRequest]]]:
    seen: list[HttpRequest] = []

    def answer(request: HttpRequest) -> HttpResponse:
        seen.append(request)
        return HttpResponse(200, {"X-Tried": "yes", "Connection": "close"}, LARGE)

    with running_proxy(1, answer, lambda *_: None) as endpoint:
        yield (("127.0.0.1", int(endpoint.rpartition(":")[2])), seen)


def call(address: tuple[str, int], bodies: list[bytes]) -> list[tuple[dict[str, str], bytes]]:
    """Send requests on one connection, and return the headers and body of each answer."""
    client = H2Connection(H2Configuration(header_encoding="utf-8"))
    client.initiate_connection()
    headers: dict[int, dict[str, str]] = {}
    found: dict[int, bytes] = {}
    ended = 0
    with socket.create_connection(address, timeout=10) as connection:
        for number, body in enumerate(bodies):
            stream = 2 * number + 1
            sent = [(":method", "POST"), (":path", "/a"), (":scheme", "http"), (":authority", "h")]
            client.send_headers(stream, [*sent, ("x-amz-target", "Kinesis_1.PutRecord")])
            client.send_data(stream, body, end_stream=True)
        connection.sendall(client.data_to_send())
        while ended < len(bodies) and (data := connection.recv(65_536)):
            for event in client.receive_data(data):
                if isinstance(event, ResponseReceived):
                    headers[event.stream_id] = {str(a): str(b) for a, b in event.headers}
                elif isinstance(event, DataReceived):
                    stream = event.stream_id
                    found[stream] = found.get(stream, b"") + event.data
                    client.acknowledge_received_data(event.flow_controlled_length, stream)
                elif isinstance(event, StreamEnded):
                    ended += 1
            connection.sendall(client.data_to_send())
    return [(headers[stream], found[stream]) for stream in sorted(headers)]


def test_request(address: tuple[tuple[str, int], list[HttpRequest]]) -> None:
    call(address[0], [b"body"])
    (seen,) = address[1]
    assert (seen.method, seen.target, seen.body) == ("POST", "/a", b"body")
    assert seen.headers == {"host": "h", "x-amz-target": "Kinesis_1.PutRecord"}


def test_responses_larger_than_the_window(
    address: tuple[tuple[str, int], list[HttpRequest]],
) -> None:
    found = call(address[0], [b"a", b"b"])
    assert [body for _, body in found] == [LARGE, LARGE]
    assert found[0][0] == {":status": "200", "x-tried": "yes", "content-length": "300000"}


def test_no_http2(address: tuple[tuple[str, int], list[HttpRequest]]) -> None:
    with socket.create_connection(address[0], timeout=10) as connection:
        connection.sendall(b"PRI * HTTP/2.0\r\n\r\nHello\r\n\r\n" + b"x" * 100)
        while connection.recv(65_536):
            pass
    assert address[1] == []
