"""From a question to pages, and from pages to contacts with evidence."""
