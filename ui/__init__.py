"""What is drawn in the browser; nothing is computed here."""
