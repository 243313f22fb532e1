"""One script a claim in the README's performance table."""
