"""The outbox: messages planned and called off in the transactions of their visits."""
