"""A person at the hub without a browser: logs in, starts the own server, asks its interface."""

from __future__ import annotations

from typing import Any

import requests

from tests.hub.running import RunningDemo, until


class Visitor:
    """One logged-in account of a running demo."""

    def __init__(self, demo: RunningDemo, name: str) -> None:
        self.name = name
        self.address = demo.address
        self.session = requests.Session()
        # A proxy from the environment must not be asked for 127.0.0.1.
        self.session.trust_env = False
        page = self.session.get(self.address + "hub/login", timeout=20)
        assert page.status_code == 200
        self.answer = self.session.post(
            self.address + "hub/login",
            data={
                "username": name,
                "password": demo.passwords.get(name, "wrong"),
                "_xsrf": self.session.cookies["_xsrf"],
            },
            timeout=20,
            allow_redirects=False,
        )

    @property
    def server(self) -> str:
        """The address of the own server."""
        return f"{self.address}user/{self.name}/"

    def start_server(self) -> Visitor:
        """Returns itself when the own server answers."""
        self.session.get(self.address + "hub/spawn", timeout=60)
        # The page of the server sets the cookies that its interface asks for.
        until(lambda: self._open_lab(), f"the server of {self.name}", 60)
        return self

    def _open_lab(self) -> bool:
        reply = self.session.get(self.server + "lab", timeout=60)
        return reply.status_code == 200 and reply.url.startswith(self.server)

    def ask(self, method: str, path: str, body: Any = None) -> requests.Response:
        """Returns the reply of the own server to `path`."""
        tokens = [c.value for c in self.session.cookies if c.name == "_xsrf" and c.path.startswith("/user/")]
        headers = {"X-XSRFToken": tokens[0] or ""} if tokens else {}
        return self.session.request(method, self.server + path, json=body, headers=headers, timeout=60)

    def start_kernel(self) -> str:
        """Returns the id of a kernel that has been started in the own server."""
        reply = self.ask("POST", "api/kernels", {"name": "python3"})
        assert reply.status_code == 201, reply.text
        return str(reply.json()["id"])
