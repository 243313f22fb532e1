"""Work that outlives a click."""
