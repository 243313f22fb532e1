"""Messages for six trades and any other, three angles and three languages, filled from verified facts."""
