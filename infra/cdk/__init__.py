"""MediSecure as AWS CloudFormation, written with the CDK from the one declaration."""
