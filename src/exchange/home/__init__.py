"""The first page, and the pages about the service itself."""
