"""The bench: how fast and how well any model does the toolkit's own tasks, on invented cases with answers."""
