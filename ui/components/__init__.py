"""Pieces several tabs draw."""
