"""The platform: sign-in, access, audit, encryption, storage, and the frame of every page."""
