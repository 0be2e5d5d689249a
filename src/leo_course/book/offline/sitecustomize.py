"""Python starts with this file when its folder is on PYTHONPATH: no connection leaves the machine.

`leo book --offline` puts it there for the builder and the kernels that it starts. Each refused
attempt is written down in the file that LEO_REFUSED names, so that an attempt which a library
swallows is still seen.
"""

import ipaddress
import os
import sys


def _is_this_machine(host):
    if not host or host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.split("%")[0]).is_loopback
    except ValueError:
        return False


def _refuse(event, arguments):
    if event == "socket.getaddrinfo":
        host = arguments[0]
    elif event in ("socket.connect", "socket.sendto"):
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) else None  # a path: a local socket
    else:
        return
    host = host.decode() if isinstance(host, bytes) else host
    if _is_this_machine(host):
        return
    with open(os.environ["LEO_REFUSED"], "a", encoding="utf-8") as refused:  # noqa: PTH123
        refused.write(f"{host}\n")
    raise OSError(f"the book is built offline, and something asked for {host}")


if os.environ.get("LEO_REFUSED"):
    sys.addaudithook(_refuse)
