"""A connection that speaks HTTP/2 without TLS, as SDKs' clients of Kinesis do.

RFC 9113, section 3.3: the client knows before that the server speaks it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from io import BufferedIOBase
from typing import TYPE_CHECKING, Any

from influmojo_cfn.recording.http_request import HttpRequest, HttpResponse

if TYPE_CHECKING:
    from h2.connection import H2Connection

PREFACE_LINE = b"PRI * HTTP/2.0\r\n"
_SIZE = 65_536
_OF_CONNECTION = frozenset({"connection", "keep-alive", "transfer-encoding", "upgrade"})


@dataclass
class Http2Session:
    """Serves the requests of one connection, whose first line was read already."""

    reader: BufferedIOBase
    writer: BufferedIOBase
    respond: Callable[[HttpRequest], HttpResponse]
    requests: dict[int, tuple[dict[str, str], bytearray]] = field(default_factory=dict)
    unsent: dict[int, bytes] = field(default_factory=dict)

    def serve(self) -> None:
        """Answer requests until the client closes the connection."""
        from h2.config import H2Configuration
        from h2.connection import H2Connection
        from h2.exceptions import ProtocolError

        connection = H2Connection(H2Configuration(client_side=False, header_encoding="utf-8"))
        connection.initiate_connection()
        data = PREFACE_LINE
        try:
            while data:
                for event in connection.receive_data(data):
                    self._take(connection, event)
                self._send_bodies(connection)
                self.writer.write(connection.data_to_send())
                self.writer.flush()
                data = self.reader.read1(_SIZE)
        except (OSError, ProtocolError):
            return  # The client is gone, or it does not speak HTTP/2.

    def _take(self, connection: H2Connection, event: Any) -> None:
        from h2.events import DataReceived, RequestReceived, StreamEnded, StreamReset

        if isinstance(event, RequestReceived):
            self.requests[event.stream_id] = (
                {str(name): str(value) for name, value in event.headers},
                bytearray(),
            )
        elif isinstance(event, DataReceived):
            self.requests[event.stream_id][1].extend(event.data)
            connection.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
        elif isinstance(event, StreamReset):
            self.requests.pop(event.stream_id, None)
            self.unsent.pop(event.stream_id, None)
        elif isinstance(event, StreamEnded) and event.stream_id in self.requests:
            self._answer(connection, event.stream_id, *self.requests.pop(event.stream_id))

    def _answer(
        self, connection: H2Connection, stream: int, headers: dict[str, str], body: bytearray
    ) -> None:
        plain = {name: value for name, value in headers.items() if not name.startswith(":")}
        request = HttpRequest(
            method=headers[":method"],
            target=headers[":path"],
            headers={"host": headers.get(":authority", ""), **plain},
            body=bytes(body),
        )
        response = self.respond(request)
        answered = {name.lower(): value for name, value in response.headers.items()}
        answered["content-length"] = str(len(response.body))
        sent = [(name, value) for name, value in answered.items() if name not in _OF_CONNECTION]
        connection.send_headers(stream, [(":status", str(response.status)), *sent])
        self.unsent[stream] = response.body

    def _send_bodies(self, connection: H2Connection) -> None:
        """Send of each body what the client's windows take now."""
        for stream, body in list(self.unsent.items()):
            while True:
                window = connection.local_flow_control_window(stream)
                size = min(window, connection.max_outbound_frame_size, len(body))
                if body and not size:
                    break
                connection.send_data(stream, body[:size], end_stream=size == len(body))
                body = body[size:]
                if not body:
                    break
            if body:
                self.unsent[stream] = body
            else:
                del self.unsent[stream]
