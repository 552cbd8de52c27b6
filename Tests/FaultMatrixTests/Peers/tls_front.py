"""TLS in front of a plain loopback port: the first connections show a certificate that nobody vouches for, the others a good one.

Arguments: port, how many bad connections, bad certificate, bad key, good certificate, good key. Prints its own port.
"""
import socket
import ssl
import sys
import threading

port, bad = int(sys.argv[1]), int(sys.argv[2])
contexts = []
for certificate, key in (sys.argv[3:5], sys.argv[5:7]):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    contexts.append(context)


def pump(source, sink):
    try:
        while data := source.recv(65536):
            sink.sendall(data)
    except OSError:
        pass
    finally:
        for end in (source, sink):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass


def serve(connection, context):
    try:
        front = context.wrap_socket(connection, server_side=True)
        back = socket.create_connection(("127.0.0.1", port))
    except OSError:
        connection.close()
        return
    threading.Thread(target=pump, args=(back, front), daemon=True).start()
    pump(front, back)


listener = socket.create_server(("127.0.0.1", 0))
print(listener.getsockname()[1], flush=True)
while True:
    connection, _ = listener.accept()
    threading.Thread(target=serve, args=(connection, contexts[bad <= 0]), daemon=True).start()
    bad -= 1
