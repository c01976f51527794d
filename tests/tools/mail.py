"""A real SMTP server that keeps what it is sent, and can be told to be difficult."""

from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP as POLICY

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.tools.ports import free_port


@dataclass
class Received:
    sender: str
    recipients: list[str]
    raw: bytes

    @property
    def message(self) -> EmailMessage:
        message = message_from_bytes(self.raw, policy=POLICY)
        assert isinstance(message, EmailMessage)
        return message


@dataclass
class SmtpServer:
    """`messages` in the order they came. `refused[address]` is the answer to RCPT TO, like "550 5.1.1 no such user" or "450 later".

    `answer_to_data`, when set, is the answer to every letter ("451 later"), which is then not kept.
    """

    messages: list[Received] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    answer_to_data: str | None = None
    port: int = 0
    _controller: Controller | None = None

    @property
    def url(self) -> str:
        """For FIELD_MAIL_URL."""
        return f"smtp://127.0.0.1:{self.port}"

    def start(self) -> None:
        """On the port it had before, if any: the server that came back."""
        self.port = self.port or free_port()
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self._controller.start()

    def stop(self) -> None:
        if self._controller:
            self._controller.stop()
            self._controller = None

    def to(self, address: str) -> list[EmailMessage]:
        return [received.message for received in self.messages if address in received.recipients]

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        if self.answer_to_data:
            return self.answer_to_data
        self.messages.append(
            Received(
                envelope.mail_from or "", list(envelope.rcpt_tos), bytes(envelope.original_content or b"")
            )
        )
        return "250 Kept"
