"""The encounter page: a visit's note from *Start* to *Sign and next*."""
