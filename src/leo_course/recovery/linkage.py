"""Who is linked, and what it does to a comparison of groups."""
