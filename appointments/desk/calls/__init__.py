"""Whom the desk has to ring, because no message reached them."""
