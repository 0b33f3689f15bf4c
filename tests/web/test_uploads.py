"""No file comes in through the application, whatever the server before it lets through."""

import tempfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory


def test_a_posted_file_is_read_by_nobody_and_kept_nowhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    large = SimpleUploadedFile("large.bin", b"x" * 8_000_000)
    request = RequestFactory().post("/", {"file": large, "word": "kept"})
    assert request.POST["word"] == "kept"
    assert not request.FILES
    assert list(tmp_path.iterdir()) == []


def test_a_form_that_is_too_long_is_refused_in_words() -> None:
    response = Client().post(
        "/language/", "language=" + "x" * 300_000, content_type="application/x-www-form-urlencoded"
    )
    assert response.status_code in (400, 403)
