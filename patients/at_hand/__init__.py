"""What a doctor keeps at hand for writing: templates of notes, favourites, what was used last."""
