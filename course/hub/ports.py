"""Free TCP ports on 127.0.0.1."""

from __future__ import annotations

import errno
import socket

from course.hub.problems import DemoError

HOST = "127.0.0.1"


def is_free(port: int) -> bool:
    """Returns whether a server could listen on `port` of 127.0.0.1 now.

    Raises DemoError when the port is out of range or needs rights the caller lacks.
    """
    if not 1 <= port <= 65535:
        raise DemoError(f"端口 {port} 不存在，请用 1024 到 65535 之间的数，例如 --port 8000。")
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            if error.errno == errno.EACCES:
                raise DemoError(
                    f"没有权限使用端口 {port}，请用 1024 以上的端口，例如 --port 8000。"
                ) from error
            return False
    return True


def random_ports(count: int) -> list[int]:
    """Returns `count` different ports that are free now."""
    sockets = [socket.socket(socket.AF_INET, socket.SOCK_STREAM) for _ in range(count)]
    try:
        for one in sockets:
            one.bind((HOST, 0))
        return [int(one.getsockname()[1]) for one in sockets]
    finally:
        for one in sockets:
            one.close()


def choose(wanted: int | None, last: int | None) -> tuple[int, int, int]:
    """Returns the ports of the public address, the hub and traefik's interface.

    `wanted` is the port the user asked for; without it `last`, the one of the previous start, is taken again
    if it is free, so that a bookmark keeps working. Raises DemoError when `wanted` is taken.
    """
    public, hub, traefik = random_ports(3)
    if wanted is not None:
        if not is_free(wanted):
            raise DemoError(
                f"端口 {wanted} 已被别的程序占用，请换一个（例如 --port {public}），或不写 --port。"
            )
        public = wanted
    elif last is not None and is_free(last):
        public = last
    if public in (hub, traefik):
        return choose(wanted, last)
    return public, hub, traefik
