"""Addresses of our files: the manifest is asked once for each, and does not change while we run."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Files named by what is in them, their addresses kept; a page has three to six of them."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self._addresses: dict[str, str] = {}

    def url(self, name: str, force: bool = False) -> str:  # noqa: FBT001, FBT002 - Django's signature
        """As Django's; `ValueError` for a file that is not in the manifest, which is not kept."""
        found = None if force else self._addresses.get(name)
        if found is None:
            found = super().url(name, force)
            if not force:
                self._addresses[name] = found
        return found
