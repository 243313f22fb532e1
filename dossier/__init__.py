"""What is known about a client, each sentence with its source."""
