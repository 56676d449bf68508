"""Mail that nobody reads along with: by either way of encrypting, to a server that is trusted."""

from __future__ import annotations

import pytest

from bargaining.jobs.ways import mail
from bargaining.jobs.ways.letter import NotSent
from tests import outside
from tests.jobs.test_ways import LETTER, TO, by_mail


@pytest.fixture
def papers(tmp_path):
    """A certificate for this machine, and a server's way to use it."""
    return outside.papers(tmp_path)


class TestEncryptedMail:
    def test_the_way_is_encrypted_once_the_certificate_is_trusted(self, papers, monkeypatch):
        trusted, context = papers
        monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
        with outside.mail_server(tls_context=context, require_starttls=True) as post:
            mail.send(by_mail(post.port, security="starttls"), TO, LETTER)

        assert len(post.taken) == 1

    def test_a_certificate_that_nobody_vouches_for_is_not_taken(self, papers):
        _paper, context = papers
        with outside.mail_server(tls_context=context) as post, pytest.raises(NotSent, match="证书"):
            mail.send(by_mail(post.port, security="starttls"), TO, LETTER)

        assert post.taken == []

    def test_a_server_that_encrypts_from_the_first_byte_takes_it(self, papers, monkeypatch):
        trusted, context = papers
        monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
        with outside.mail_server(ssl_context=context) as post:
            mail.send(by_mail(post.port, security="tls"), TO, LETTER)

        assert len(post.taken) == 1

    def test_nor_is_it_from_such_a_server(self, papers):
        _paper, context = papers
        with outside.mail_server(ssl_context=context) as post, pytest.raises(NotSent, match="证书"):
            mail.send(by_mail(post.port, security="tls"), TO, LETTER)

        assert post.taken == []
