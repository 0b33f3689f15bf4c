"""What MediSecure stands on: set-up of the cloud, and a cloud on this machine to develop with."""
