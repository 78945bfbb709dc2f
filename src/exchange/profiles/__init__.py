"""What a person says about themselves: what they can be asked, when, and by whom."""
