"""What administrators see and do: people, roles, domains, vocabularies, audit trail, complaints, settings."""
