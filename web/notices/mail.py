"""By e-mail: SMTP with STARTTLS or TLS."""

from __future__ import annotations

import hashlib
from contextlib import ExitStack
from email.message import EmailMessage
from typing import TYPE_CHECKING

from engine.clock import Clock
from web.notices.sending import Address, CannotSend, Message, Problem
from web.settings import Mail

if TYPE_CHECKING:
    import smtplib

TIMEOUT_S = 5
_PERMANENT = 500


class MailWay:
    """Hands messages to the agency's mail server; one connection per message."""

    def __init__(self, mail: Mail, clock: Clock) -> None:
        self._mail = mail
        self._clock = clock

    def send(self, message: Message, address: Address) -> None:
        import smtplib  # noqa: PLC0415 - a server that sends no mail need not carry it
        import ssl  # noqa: PLC0415

        try:
            with self._connect(smtplib, ssl) as server:
                if self._mail.user:
                    server.login(self._mail.user, self._mail.password)
                server.send_message(self._letter(message, address))
        except smtplib.SMTPAuthenticationError as error:
            raise CannotSend(Problem.LOGIN_FAILED, str(error.smtp_code)) from None
        except smtplib.SMTPRecipientsRefused as error:
            (code, _), *_ = error.recipients.values()
            raise CannotSend(Problem.ADDRESS_REFUSED, str(code), is_lasting=code >= _PERMANENT) from None
        except smtplib.SMTPNotSupportedError:
            raise CannotSend(Problem.UNSAFE, "STARTTLS") from None
        except smtplib.SMTPResponseException as error:
            raise CannotSend(Problem.REFUSED, str(error.smtp_code), is_lasting=error.smtp_code >= _PERMANENT) from None
        except ssl.SSLError:
            raise CannotSend(Problem.UNSAFE) from None
        except TimeoutError:
            raise CannotSend(Problem.TIMED_OUT) from None
        except (OSError, smtplib.SMTPException) as error:
            raise CannotSend(Problem.UNREACHABLE, type(error).__name__) from None

    def _connect(self, smtplib, ssl) -> smtplib.SMTP:  # type: ignore[no-untyped-def] # noqa: ANN001 - modules
        host, port = self._mail.host, self._mail.port
        if self._mail.security == "tls":
            return smtplib.SMTP_SSL(host, port, timeout=TIMEOUT_S, context=ssl.create_default_context())
        server = smtplib.SMTP(host, port, timeout=TIMEOUT_S)
        if self._mail.security == "starttls":
            with ExitStack() as unless_secured:
                unless_secured.callback(server.close)
                server.starttls(context=ssl.create_default_context())
                unless_secured.pop_all()
        return server

    def _letter(self, message: Message, address: Address) -> EmailMessage:
        letter = EmailMessage()
        letter["From"], letter["To"], letter["Subject"] = self._mail.sender, address.to, message.title
        letter["Date"] = self._clock.now()
        # The same message sent again is the same letter to a mail program.
        domain = self._mail.sender.rpartition("@")[2].strip("> ")
        letter["Message-ID"] = f"<{hashlib.sha256(message.key.encode()).hexdigest()[:32]}@{domain}>"
        letter["Auto-Submitted"] = "auto-generated"
        blocks = [f"{line.sentence}\n{line.about}\n{line.link}".replace("\n\n", "\n") for line in message.lines]
        letter.set_content("\n\n".join([*blocks, *filter(None, [message.more])]) + "\n")
        return letter
