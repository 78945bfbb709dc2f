"""Mail: an outbox written in the transaction that causes it, and the worker that sends it."""
