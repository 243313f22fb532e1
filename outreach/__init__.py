"""First messages that use only facts with a source."""
