"""Requests go through the proxy as they are, and each is told."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from urllib.parse import urlsplit

import pytest

from influmojo_cfn.recording import proxy
from influmojo_cfn.recording.http_request import HttpRequest, HttpResponse
from influmojo_cfn.recording.proxy import running_proxy


class Echo(BaseHTTPRequestHandler):
    """Answers with what it got."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        text = f"{self.path} {self.headers.get('X-One')} ".encode() + body
        self.send_response(201)
        self.send_header("X-Two", "2")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def do_HEAD(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "77")
        self.end_headers()

    def log_message(self, format: str, *arguments: object) -> None:
        """Print nothing."""


@pytest.fixture
def port() -> Iterator[int]:
    server = HTTPServer(("127.0.0.1", 0), Echo)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


def asked(
    endpoint: str, method: str, body: object = None, **headers: str
) -> tuple[int, str | None, bytes]:
    connection = http.client.HTTPConnection(urlsplit(endpoint).netloc, timeout=10)
    connection.request(method, "/a?b=%20c", body, headers)  # type: ignore[arg-type]
    answer = connection.getresponse()
    return (
        answer.status,
        answer.getheader("X-Two") or answer.getheader("Content-Length"),
        answer.read(),
    )


def test_requests_and_answers_pass(port: int) -> None:
    told: list[tuple[HttpRequest, HttpResponse]] = []
    with running_proxy(port, lambda request: None, lambda *both: told.append(both)) as endpoint:
        assert asked(endpoint, "POST", b"x", **{"X-One": "1"}) == (201, "2", b"/a?b=%20c 1 x")
        chunks = iter([b"ab", b"c"])
        assert asked(endpoint, "POST", chunks)[2] == b"/a?b=%20c None abc"
        assert asked(endpoint, "HEAD") == (200, "77", b"")
    assert [each.body for each, _ in told] == [b"x", b"abc", b""]
    assert told[0][0].headers["x-one"] == "1"


def test_an_answer_in_its_place(port: int) -> None:
    told: list[object] = []
    denied = HttpResponse(403, {"X-Two": "no"}, b"denied")
    with running_proxy(port, lambda request: denied, lambda *both: told.append(both)) as endpoint:
        assert asked(endpoint, "POST", b"x") == (403, "no", b"denied")
    assert told == []


def test_an_emulator_that_is_gone_is_said() -> None:
    with running_proxy(1, lambda request: None, lambda *both: None) as endpoint:
        status, _, body = asked(endpoint, "POST", b"x")
    assert status == 502
    assert b"the local emulator did not answer" in body


def test_an_idle_connection_is_closed(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proxy._Handler, "timeout", 0.3)
    with running_proxy(port, lambda _: None, lambda *_: None) as endpoint:
        connection = http.client.HTTPConnection(urlsplit(endpoint).netloc, timeout=20)
        connection.request("POST", "/", b"x")
        assert connection.getresponse().read()
        assert connection.sock.recv(1) == b""
