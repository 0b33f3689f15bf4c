"""A stand-in for DynamoDB that answers every request at once with the same bytes.

It runs in a process of its own, so that whoever calls it pays for nothing but its own work.
"""

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from zlib import crc32

from tools.tied import tied

ROOT = Path(__file__).resolve().parents[3]
HOST = "127.0.0.1"
HEAD_END = b"\r\n\r\n"


@contextmanager
def stub(body: bytes) -> Iterator[str]:
    """The address of a stub that answers `body`, until the block ends."""
    command = [sys.executable, "-m", "tools.bench.store.stub"]
    process = subprocess.Popen(
        tied(command), cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    try:
        if process.stdin is None or process.stdout is None:
            raise RuntimeError("the stub has no pipes")
        process.stdin.write(body)
        process.stdin.close()
        yield f"http://{HOST}:{int(process.stdout.readline())}"
    finally:
        process.kill()
        process.wait()


def answer_of(body: bytes) -> bytes:
    """The whole response, with the headers DynamoDB sends."""
    head = (
        "HTTP/1.1 200 OK\r\nServer: Server\r\nDate: Sun, 01 Jun 2025 10:30:00 GMT\r\n"
        f"Content-Type: application/x-amz-json-1.0\r\nContent-Length: {len(body)}\r\n"
        "Connection: keep-alive\r\nx-amzn-RequestId: 4UFC1RNKQBKVNAJJ6TKKHJ1MQ3VV4KQNSO5AEMVJF\r\n"
        f"x-amz-crc32: {crc32(body)}\r\n\r\n"
    )
    return head.encode() + body


async def serve(body: bytes) -> None:
    """Answer whoever asks until killed; the port goes to standard output."""
    whole = answer_of(body)

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = (await reader.readuntil(HEAD_END)).lower()
                length = int(head.partition(b"content-length:")[2].partition(b"\r\n")[0] or 0)
                await reader.readexactly(length)
                writer.write(whole)
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    server = await asyncio.start_server(answer, HOST, 0)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(sys.stdin.buffer.read()))
