"""A small hub on the loopback interface, able to misbehave in every way the downloader must survive."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class HubServer:
    """`files` maps paths to contents. The other fields switch on misbehaviour; `requests` records what was asked."""

    files: dict[str, bytes] = field(default_factory=dict)
    cut_after: list[int] = field(default_factory=list)
    status: dict[str, int] = field(default_factory=dict)
    range_lie: str = ""
    redirect: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    requests: list[tuple[str, str, str]] = field(default_factory=list)
    url: str = ""

    def add_repository(self, name: str, revision: str, files: dict[str, bytes], **card: Any) -> None:
        """Publish `files` as a repository of the hub, with the listing that its API gives."""
        import hashlib

        siblings: list[dict[str, Any]] = []
        for path, content in files.items():
            self.files[f"/{name}/resolve/{revision}/{path}"] = content
            blob = hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()
            sibling: dict[str, Any] = {"rfilename": path, "size": len(content), "blobId": blob}
            if path.endswith((".bin", ".safetensors")):
                sibling["lfs"] = {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}
            siblings.append(sibling)
        listing = json.dumps({"sha": revision, "siblings": siblings, "cardData": card}).encode()
        self.files[f"/api/models/{name}/revision/{revision}"] = listing
        self.files[f"/api/models/{name}/revision/main"] = listing


@contextmanager
def running_hub() -> Iterator[HubServer]:
    hub = HubServer()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            asked = self.headers.get("Range", "")
            hub.requests.append((path, asked, self.headers.get("Authorization", "")))
            if path in hub.redirect:
                self._empty(302, Location=hub.redirect[path])
            elif path in hub.status:
                self._empty(hub.status[path])
            elif path not in hub.files:
                self._empty(404)
            else:
                self._content(hub.files[path], asked)

        def _empty(self, status: int, **headers: str) -> None:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def _content(self, content: bytes, asked: str) -> None:
            start = int(asked.removeprefix("bytes=").rstrip("-")) if asked else 0
            size = len(content)
            if start and hub.range_lie == "ignores":
                start = 0
            if start and hub.range_lie == "refuses":
                self._empty(416)
                return
            body = content[start:]
            if start:
                self.send_response(206)
                shown = 0 if hub.range_lie == "other start" else start
                if hub.range_lie == "wrong bytes":
                    body = b"?" * len(body)
                self.send_header("Content-Range", f"bytes {shown}-{size - 1}/{size}")
            else:
                self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            for name, value in hub.headers.items():
                self.send_header(name, value)
            self.end_headers()
            if hub.cut_after:
                body = body[: hub.cut_after.pop(0)]
                self.close_connection = True
            self.wfile.write(body)

        def log_message(self, format: str, *arguments: Any) -> None:
            pass

    class Server(ThreadingHTTPServer):
        def handle_error(self, request: Any, client_address: Any) -> None:
            """Clients that hang up are what these tests are about."""

    server = Server(("127.0.0.1", 0), Handler)
    hub.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield hub
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
