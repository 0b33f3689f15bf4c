"""The clinic's cloud on one desk: AWS's interfaces for development, never for real patients."""
