"""Where providers are kept."""

from collections.abc import Callable, Iterable

from medisecure.dynamodb import keys
from medisecure.dynamodb.item_type import ItemType, Trace
from medisecure.dynamodb.repository import Repository
from providers.directory.models import Provider

PROVIDER = ItemType(
    "provider",
    Provider,
    keys.PROVIDER,
    (keys.PROVIDER_BY_EMAIL, keys.PROVIDERS),
    "USER",
    Trace.NONE,
    cached_as="doctors",
)


class Providers(Repository[Provider]):
    """The clinic's doctors."""

    item_type = PROVIDER

    def get(self, provider_id: str) -> Provider:
        return self._get(provider_id=provider_id)

    def current(self, provider_id: str) -> Provider:
        """The doctor as stored this moment, for what is about to be changed."""
        return self._get(provider_id=provider_id, consistent=True)

    def as_read(self, provider: Provider) -> None:
        """Have the open transaction fail if this provider's hours changed since they were read."""
        rules = provider.availability
        seen = rules.rules_version if rules else 0
        self._uow.expect(self.item_type, provider, ("availability", "rulesVersion"), seen)

    def all(self) -> list[Provider]:
        """Everyone who sees patients, by department and name, from what this process keeps."""
        start = keys.PROVIDERS.start(user_type="PROVIDER")
        found = self._uow.cached(self.item_type, keys.PROVIDERS, start)
        return sorted(found, key=lambda each: (each.department or "", each.display_name))

    def among_all(self) -> Callable[[str], Provider | None]:
        """The same, asked for one by their id: for a page that names a few of them."""
        start = keys.PROVIDERS.start(user_type="PROVIDER")
        one = self._uow.among_cached(self.item_type, keys.PROVIDERS, start)
        return lambda provider_id: one(self._key(provider_id=provider_id))

    def last_cached(self) -> list[Provider]:
        """Who they were when this process last asked: a guess, to choose by whom to ask."""
        return self._uow.cached_before(self.item_type)

    def by_id(self, provider_ids: Iterable[str]) -> dict[str, Provider]:
        found = self._many({"provider_id": each} for each in sorted(set(provider_ids)))
        return {each.provider_id: each for each in found}
