"""The pages that are measured: who opens them, where, and for forms what is typed into them."""

from tools.bench.pages.listed import PAGES, unlisted
from tools.bench.pages.page import Page, Scene, free_slots

__all__ = ["PAGES", "Page", "Scene", "free_slots", "unlisted"]
