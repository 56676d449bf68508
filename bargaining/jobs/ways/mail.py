"""How does a message go by mail? Through the office's own server, as text and as HTML."""

from __future__ import annotations

import contextlib
import smtplib
import ssl
from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

from bargaining import clock
from bargaining.config import MailServer, Settings
from bargaining.jobs.ways import letter as letters
from bargaining.jobs.ways.letter import Letter, NotSent

_PERMANENT = 500  # from this answer on the server will not change its mind


def send(settings: Settings, address: str, letter: Letter) -> None:
    """Send a message by mail (发邮件); raise NotSent where the server did not take it."""
    if settings.mail_server is None:
        raise NotSent("没有设置发邮件的服务器。")
    mail = written(letter, sender=settings.mail_from, to=address)
    sender = parseaddr(settings.mail_from)[1]
    with _connected(settings.mail_server, settings.mail_host) as server:
        try:
            server.send_message(mail, from_addr=sender, to_addrs=[address])
        except smtplib.SMTPRecipientsRefused as problem:
            code = next(iter(problem.recipients.values()))[0]
            raise _refused("对方邮箱", code, permanent=code >= _PERMANENT) from None
        except smtplib.SMTPSenderRefused as problem:
            raise _refused("发信地址", problem.smtp_code) from None
        except smtplib.SMTPDataError as problem:
            code = problem.smtp_code
            raise _refused("这封邮件", code, permanent=code >= _PERMANENT) from None


def written(letter: Letter, *, sender: str, to: str) -> EmailMessage:
    """Write the mail itself (邮件): text first, HTML as the richer of two."""
    message = letter.message
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"] = sender, to
    mail["Subject"] = message.subject
    mail["Date"] = format_datetime(letter.at.astimezone(clock.LEGAL_ZONE))
    mail["Message-ID"] = letter.message_id
    mail["Content-Language"] = "zh-CN"
    # Nobody's holiday notice is to answer a machine.
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"
    if message.settings_href:
        mail["List-Unsubscribe"] = f"<{message.settings_href}>"
    mail.set_content(message.text, cte="base64")
    mail.add_alternative(message.html, subtype="html", cte="base64")
    return mail


@contextlib.contextmanager
def _connected(known: MailServer, name: str) -> Iterator[smtplib.SMTP]:
    """Open the way to the server, and close it whatever comes.

    How the farewell goes is nobody's business: what was taken before it is taken.
    """
    server: smtplib.SMTP | None = None
    try:
        server = _opened(known, name)
        yield server
    except NotSent:
        raise
    except smtplib.SMTPAuthenticationError as problem:
        said = "发邮件的服务器不接受设置的用户名和密码"
        raise NotSent(f"{said}（{problem.smtp_code}）。") from None
    except smtplib.SMTPResponseException as problem:
        raise NotSent(f"发邮件的服务器没有接待（{problem.smtp_code}）。") from None
    except smtplib.SMTPNotSupportedError:
        raise NotSent("发邮件的服务器不支持设置的加密或登录方式。") from None
    except ssl.SSLError:
        raise NotSent("和发邮件的服务器不能建立加密连接，请核对它的证书和加密方式。") from None
    except (smtplib.SMTPException, OSError):
        raise NotSent("发邮件的服务器没有应答。") from None
    finally:
        if server is not None:
            with contextlib.suppress(smtplib.SMTPException, OSError):
                server.quit()
            server.close()


def _opened(known: MailServer, name: str) -> smtplib.SMTP:
    trusted = ssl.create_default_context()
    if known.security == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            known.host, known.port, name, timeout=letters.TIMEOUT, context=trusted
        )
    else:
        server = smtplib.SMTP(known.host, known.port, name, timeout=letters.TIMEOUT)
    try:
        if known.security == "starttls":
            server.starttls(context=trusted)
        if known.user:
            server.login(known.user, known.password)
    except BaseException:
        server.close()
        raise
    return server


def _refused(what: str, code: int, *, permanent: bool = False) -> NotSent:
    said = _SAID.get(code, "没有被接受" if permanent else "暂时没有被接受")
    return NotSent(f"{what}{said}（{code}）。", permanent=permanent)


_SAID = {
    550: "不存在或者不收信",
    551: "不在这个服务器上",
    552: "已满",
    553: "写法不被接受",
    554: "被拒收",
    421: "所在的服务器正忙",
    450: "暂时不能收信",
    451: "暂时不能收信",
    452: "暂时没有空间",
}
