"""A mail server of one's own, so that mail is sent and refused as in operation."""

import socketserver
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

from django.test import override_settings

BACKEND = "django.core.mail.backends.smtp.EmailBackend"


class _Talk(socketserver.StreamRequestHandler):
    """As much of SMTP (RFC 5321) as a mail needs. Addresses that begin with ``wrong`` do not exist."""

    server: "MailServer"

    def handle(self) -> None:
        self.say("220 ready")
        for line in iter(self.rfile.readline, b""):
            self.answer(line[:4].upper(), line.decode())

    def answer(self, verb: bytes, line: str) -> None:
        if verb == b"QUIT":
            self.say("221 bye")
        elif verb == b"RCPT" and ":<wrong" in line.lower():
            self.say("550 No such mailbox")
        elif verb == b"DATA":
            self.say("354 go on")
            letter = list(iter(self.rfile.readline, b".\r\n"))
            self.server.letters.append(b"".join(letter).decode())
            self.say("250 taken")
        else:
            self.say("250 yes")

    def say(self, answer: str) -> None:
        self.wfile.write(f"{answer}\r\n".encode())


class MailServer(socketserver.ThreadingTCPServer):
    """``letters`` are those it has taken, as they came."""

    allow_reuse_address = True
    daemon_threads = True
    letters: list[str]


@contextmanager
def mail_server() -> Iterator[MailServer]:
    """A server that takes mail while it lasts; Django sends to it."""
    with MailServer(("127.0.0.1", 0), _Talk) as server:
        server.letters = []
        Thread(target=server.serve_forever, daemon=True).start()
        port = server.server_address[1]
        with override_settings(EMAIL_BACKEND=BACKEND, EMAIL_HOST="127.0.0.1", EMAIL_PORT=port):
            yield server
        server.shutdown()
