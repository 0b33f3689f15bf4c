"""What codes are called on pages: actions of the trail, channels, programs."""
