"""A small proxy between boto3 and the emulator that throttles, fails, hangs, or kills."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import pytest
from botocore.retries.standard import ExponentialBackoff

from influmojo_cfn.rehearsal.emulator import LocalEmulator

Fault = Callable[[BaseHTTPRequestHandler], None]


def throttle(handler: BaseHTTPRequestHandler) -> None:
    answer(handler, 400, "Throttling", "Rate exceeded")


def server_error(handler: BaseHTTPRequestHandler) -> None:
    answer(handler, 500, "InternalFailure", "We failed")


def lose_the_answer(handler: BaseHTTPRequestHandler) -> None:
    """Fail after the call was made."""
    server_error(handler)


def answer(handler: BaseHTTPRequestHandler, status: int, code: str, message: str) -> None:
    body = (
        '<ErrorResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><Error>'
        f"<Type>Sender</Type><Code>{code}</Code><Message>{message}</Message>"
        "</Error><RequestId>1</RequestId></ErrorResponse>"
    ).encode()
    handler.send_response(status)
    handler.send_header("Content-Type", "text/xml")
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


def refuse(code: str, message: str, status: int = 403) -> Fault:
    return lambda handler: answer(handler, status, code, message)


@dataclass
class Proxy:
    """``faults`` is asked for each action, by its name: a fault, or None to pass it on."""

    emulator: LocalEmulator
    fault: Callable[[str, int], Fault | None]
    url: str = ""
    actions: list[str] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)

    def hang(self, handler: BaseHTTPRequestHandler) -> None:
        self.released.wait(60)
        handler.close_connection = True

    def serve(self, handler: BaseHTTPRequestHandler) -> None:
        body = handler.rfile.read(int(handler.headers.get("Content-Length", 0)))
        action = parse_qs(body.decode("utf-8", "replace")).get("Action", [handler.path])[0]
        self.actions.append(action)
        fault = self.fault(action, self.actions.count(action))
        if fault is not None and fault is not lose_the_answer:
            fault(handler)
            return
        connection = http.client.HTTPConnection("127.0.0.1", self.emulator.port, timeout=60)
        try:
            connection.request(handler.command, handler.path, body, dict(handler.headers))
            response = connection.getresponse()
            content = response.read()
        except OSError:
            handler.close_connection = True
            return
        finally:
            connection.close()
        if fault is lose_the_answer:
            fault(handler)
            return
        handler.send_response(response.status)
        for name, value in response.getheaders():
            if name.lower() not in ("transfer-encoding", "connection", "content-length"):
                handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(content)))
        handler.end_headers()
        handler.wfile.write(content)


@contextmanager
def proxied(emulator: LocalEmulator, fault: Callable[[str, int], Fault | None]) -> Iterator[Proxy]:
    """Run a proxy, between whose failed attempts boto3 waits no seconds."""
    proxy = Proxy(emulator, fault)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        # Head and body in one packet: in two, each answer waits for a delayed acknowledgement.
        wbufsize = -1

        def do_POST(self) -> None:
            proxy.serve(self)

        do_GET = do_PUT = do_DELETE = do_POST

        def log_message(self, *arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    proxy.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(ExponentialBackoff, "delay_amount", lambda self, context: 0.0)
            yield proxy
    finally:
        proxy.released.set()
        server.shutdown()
        server.server_close()
        thread.join()
