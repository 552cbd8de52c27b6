"""An HTTP(S) server that nobody in this project wrote (Python's own), for tests of the client.

Prints its port, then serves until its standard input or its parent goes away. Arguments: [certificate key] for HTTPS,
and then the newest version of TLS that it speaks, such as TLSv1_1.
"""
import gzip, http.server, json, ssl, sys, time


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self, body=b"", status=200, **headers):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def handle_any(self):
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length) if length else b""
        path = self.path.split("?")[0]
        if path == "/echo":
            seen = {"method": self.command, "path": self.path, "body": body.decode("latin-1"), "headers": [[k, v] for k, v in self.headers.items()]}
            self.answer(json.dumps(seen).encode(), Content_Type="application/json", X_Port=str(self.client_address[1]))
        elif path == "/gzip":
            self.answer(gzip.compress(b"x" * 100000), Content_Encoding="gzip")
        elif path == "/bomb":
            self.answer(gzip.compress(bytes(50_000_000)), Content_Encoding="gzip")
        elif path == "/redirect":
            self.answer(status=302, Location="/echo")
        elif path == "/loop":
            self.answer(status=302, Location="/loop")
        elif path.startswith("/bytes/"):
            self.answer(b"b" * int(path[7:]))
        elif path.startswith("/status/"):
            self.answer(b"body", status=int(path[8:]))
        elif path == "/chunks":
            self.send_response(200)
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            for piece in [b"one ", b"two ", b"three"]:
                self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
                self.wfile.flush()
                time.sleep(0.01)
            self.wfile.write(b"0\r\n\r\n")
        else:
            self.answer(b"no such path", status=404)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = do_OPTIONS = do_PURGE = handle_any


class Server(http.server.ThreadingHTTPServer):
    request_queue_size = 256
    daemon_threads = True

    def handle_error(self, request, address):
        if not isinstance(sys.exc_info()[1], OSError):  # a client that hung up
            super().handle_error(request, address)


server = Server(("127.0.0.1", 0), Handler)
if len(sys.argv) > 2:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[1], sys.argv[2])
    if len(sys.argv) > 3:
        context.set_ciphers("ALL:@SECLEVEL=0")
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = ssl.TLSVersion[sys.argv[3]]
    server.socket = context.wrap_socket(server.socket, server_side=True)
print(server.server_address[1], flush=True)
server.serve_forever()
