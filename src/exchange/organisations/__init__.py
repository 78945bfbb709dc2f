"""NHS organisations: who they are, where they are and what they are heading for."""
