"""The environment of the tests, set before the settings are read: a cloud of their own."""

import os
import socket


def free_port() -> int:
    """A port nobody listens on, on this machine only."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


CLOUD_PORT = free_port()
CLOUD = f"http://127.0.0.1:{CLOUD_PORT}"

os.environ.update(
    {
        "SECRET_KEY": "for-tests-only-abcdefghijklmnopqrstuvwxyz-0123456789-no-secret",
        "BASE_URL": "http://127.0.0.1:8000",
        "AWS_REGION": "me-central-1",
        "AWS_ENDPOINT_URL": CLOUD,
        "AWS_ACCESS_KEY_ID": "set-by-the-cloud-fixture",
        "AWS_SECRET_ACCESS_KEY": "set-by-the-cloud-fixture",
        "TABLE_NAME": "MediSecure-HealthData",
        "SESSIONS_TABLE_NAME": "MediSecure-Sessions",
        "DOCUMENTS_BUCKET": "medisecure-documents",
        "KMS_KEY_ID": "alias/medisecure",
        "USER_POOL_ID": "set-by-the-cloud-fixture",
        "OIDC_ISSUER": "https://set-by-the-cloud-fixture.invalid",
        "OIDC_AUTHORIZATION_ENDPOINT": f"{CLOUD}/oauth2/authorize",
        "OIDC_TOKEN_ENDPOINT": f"{CLOUD}/oauth2/token",
        "OIDC_JWKS_ENDPOINT": f"{CLOUD}/set-by-the-cloud-fixture",
        "OIDC_LOGOUT_ENDPOINT": f"{CLOUD}/logout",
        "OIDC_CLIENT_ID": "set-by-the-cloud-fixture",
        "OIDC_CLIENT_SECRET": "set-by-the-cloud-fixture",
        "CLINIC_ZONE": "Asia/Qatar",
        "DEBUG": "false",
        "DEMO": "true",
        "SECOND_FACTOR_FOR": "",
        "DEMO_PASSWORD": "Only-4-tests-here",
        "LOG_LEVEL": "WARNING",
    }
)
