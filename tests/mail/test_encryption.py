"""The connection to a mail server: encrypted wherever it offers that, and no password in the clear."""

import ssl
from datetime import timedelta
from ipaddress import ip_address

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from exchange.mail.composing import compose
from exchange.mail.schemas import Result
from exchange.mail.sending import post_for
from exchange.plumbing.clock import now
from exchange.plumbing.settings import Settings
from tests.mail.test_composing import letter


class Handler:
    """Notes what came, and whether it came encrypted and after which password."""

    def __init__(self):
        self.taken = []

    async def handle_DATA(self, server, session, envelope):
        self.taken.append((session.ssl is not None, session.auth_data))
        return "250 OK"


def check_password(server, session, envelope, mechanism, data):
    return AuthResult(success=data.password == b"right", handled=False, auth_data=data.login.decode())


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate for this machine that only those who are told of it trust."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now() - timedelta(days=1))
        .not_valid_after(now() + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    path.write_bytes(
        built.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return path


@pytest.fixture
def handler():
    return Handler()


@pytest.fixture
def start(handler, certificate, free_port):
    """Start a mail server with STARTTLS, or with encryption from the first byte."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    running = []

    def start(*, from_first_byte=False):
        class Server(Controller):
            def factory(self):
                offered = {} if from_first_byte else {"tls_context": context, "require_starttls": True}
                return SMTP(
                    handler,
                    hostname="mail.test",
                    authenticator=check_password,
                    auth_require_tls=not from_first_byte,
                    **offered,
                )

        port = free_port()
        server = Server(
            handler, hostname="127.0.0.1", port=port, ssl_context=context if from_first_byte else None
        )
        server.start()
        running.append(server)
        return port

    yield start
    for server in running:
        server.stop()


def send(url):
    settings = Settings(base_url="https://exchange.test", smtp_url=url, mail_from="no-reply@exchange.test")
    message = letter()
    return post_for(settings).deliver(compose(message, settings), message.id)


def test_encryption_that_is_offered_is_used(start, handler, certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    assert send(f"smtp://an%40a:right@127.0.0.1:{start()}").result is Result.SENT
    assert handler.taken == [(True, "an@a")]


def test_a_connection_can_be_encrypted_from_the_first_byte(start, handler, certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    assert send(f"smtps://127.0.0.1:{start(from_first_byte=True)}").result is Result.SENT
    assert len(handler.taken) == 1


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
def test_a_server_that_nobody_vouches_for_gets_nothing(start, handler, scheme):
    outcome = send(f"{scheme}://a:right@127.0.0.1:{start(from_first_byte=scheme == 'smtps')}")
    assert (outcome.result, handler.taken) == (Result.LATER, [])
    assert "SSLCertVerificationError" in outcome.problem


def test_a_wrong_password_is_for_an_operator_to_put_right(start, certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    outcome = send(f"smtp://a:wrong@127.0.0.1:{start()}")
    assert outcome.result is Result.LATER
    assert outcome.problem == "The mail server did not take it (535 5.7.8)"


def test_a_password_never_goes_out_in_the_clear(mail_server, monkeypatch):
    # This machine counts as another one, for it is the only one that a test can reach.
    monkeypatch.setattr("exchange.mail.sending.LOOPBACK", frozenset())
    outcome = send(f"smtp://a:secret@127.0.0.1:{mail_server.port}")
    assert outcome.result is Result.LATER
    assert outcome.problem == "The mail server did not take it (SMTPNotSupportedError)"
