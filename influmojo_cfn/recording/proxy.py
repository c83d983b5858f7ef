"""A proxy on loopback that hands every request to the emulator, and tells of each one."""

from __future__ import annotations

import http.client
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from influmojo_cfn.recording.http2 import PREFACE_LINE, Http2Session
from influmojo_cfn.recording.http_request import HttpRequest, HttpResponse

_HOP = frozenset({"connection", "keep-alive", "transfer-encoding", "te", "trailer", "upgrade"})
"""Headers that are of one connection alone: RFC 9110, section 7.6.1."""
SECONDS = 120
IDLE_SECONDS = 20
"""When an idle connection is closed, as AWS does it.

A program of Node.js that leaves a response unread runs until then.
"""


Answering = Callable[[HttpRequest], HttpResponse | None]
"""Is told of a request before it is served; what it returns is the answer in place of that."""
Watch = Callable[[HttpRequest, HttpResponse], HttpResponse | None]
"""Is told of a request and its answer; what it returns is the answer in place of that."""


@contextmanager
def running_proxy(port: int, judge: Answering, watch: Watch) -> Iterator[str]:
    """Run the proxy for the length of a ``with`` block; its endpoint is what the block gets.

    Args:
        port: the emulator's port on 127.0.0.1.
        judge: is asked before a request is served.
        watch: is told of each request and its answer.
    """

    class Handler(_Handler):
        emulator_port = port
        ask = staticmethod(judge)
        tell = staticmethod(watch)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = IDLE_SECONDS
    emulator_port = 0
    raw_requestline: bytes
    ask: Answering
    tell: Watch

    def serve(self) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        body = self._body(headers)
        request = HttpRequest(method=self.command, target=self.path, headers=headers, body=body)
        self._answer(self._respond(request))

    def parse_request(self) -> bool:
        """Read the head of a request; a connection in HTTP/2 is served here until its end."""
        if self.raw_requestline != PREFACE_LINE:
            return super().parse_request()
        self.close_connection = True
        Http2Session(self.rfile, self.wfile, self._respond).serve()
        return False

    def _respond(self, request: HttpRequest) -> HttpResponse:
        response = self.ask(request)
        if response is None:
            response = self._served(request)
            return self.tell(request, response) or response
        return response

    def _body(self, headers: Mapping[str, str]) -> bytes:
        if headers.get("transfer-encoding", "").lower() != "chunked":
            return self.rfile.read(int(headers.get("content-length") or 0))
        body = b""
        while size := int(self.rfile.readline().split(b";")[0] or b"0", 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        while self.rfile.readline().strip():
            pass
        return body

    def _served(self, request: HttpRequest) -> HttpResponse:
        connection = http.client.HTTPConnection("127.0.0.1", self.emulator_port, timeout=SECONDS)
        headers = {
            name: value
            for name, value in request.headers.items()
            if name not in _HOP and name != "expect"
        }
        headers["content-length"] = str(len(request.body))
        try:
            connection.request(request.method, request.target, request.body, headers)
            answer = connection.getresponse()
            found = {name: value for name, value in answer.getheaders() if name.lower() not in _HOP}
            return HttpResponse(answer.status, found, answer.read())
        except (OSError, http.client.HTTPException) as error:
            return HttpResponse(502, {}, f"the local emulator did not answer: {error}".encode())
        finally:
            connection.close()

    def _answer(self, response: HttpResponse) -> None:
        self.send_response_only(response.status)
        length = str(len(response.body))
        for name, value in response.headers.items():
            if name.lower() == "content-length":
                # A HEAD has the length of what is not sent.
                length = value if self.command == "HEAD" else length
            else:
                self.send_header(name, value)
        self.send_header("Content-Length", length)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(response.body)

    do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = do_PATCH = do_OPTIONS = serve

    def log_message(self, format: str, *arguments: object) -> None:
        """Print nothing: the command's own output is what is shown."""
