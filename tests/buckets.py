"""An S3 server on loopback."""

from __future__ import annotations

from contextlib import contextmanager
from urllib.request import urlopen

import s3fs
from moto.server import ThreadedMotoServer


@contextmanager
def s3_server(set_variable, asked):
    """Run it; give a filesystem with two buckets. `asked` gets each request's method and path."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    # buckets live as long as the process, not the server
    urlopen(f"http://{host}:{port}/moto-api/reset", data=b"").close()
    answer = server._server.app

    def noted(environ, start_response):
        asked.append((environ["REQUEST_METHOD"], environ["PATH_INFO"]))
        return answer(environ, start_response)

    server._server.app = noted
    # for this process and its children
    set_variable("AWS_ENDPOINT_URL", f"http://{host}:{port}")
    set_variable("AWS_ACCESS_KEY_ID", "key")
    set_variable("AWS_SECRET_ACCESS_KEY", "secret")
    set_variable("AWS_DEFAULT_REGION", "us-east-1")
    s3fs.S3FileSystem.clear_instance_cache()
    fs = s3fs.S3FileSystem()
    fs.mkdir("clips")
    fs.mkdir("results")
    yield fs
    s3fs.S3FileSystem.clear_instance_cache()
    server.stop()
