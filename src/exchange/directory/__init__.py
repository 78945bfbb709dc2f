"""The people who can be asked: the list, and the page of each."""
