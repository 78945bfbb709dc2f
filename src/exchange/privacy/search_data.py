"""What the tables of search hold about persons: the searches that they keep."""

from exchange.privacy.columns import ID, NOT, PersonalTable, Yours

SEARCHES: dict[str, PersonalTable] = {
    "saved_search": PersonalTable(
        words="Searches that you saved",
        purpose="to ask them again for you, and to say what is new",
        owner="person_id",
        audited_as="search",
        columns={
            "id": ID,
            "person_id": Yours("You"),
            "query": Yours("What you look for"),
            "seen_number": NOT,
            "saved_at": Yours("Saved"),
        },
    ),
}
