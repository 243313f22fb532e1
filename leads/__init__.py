"""Leads, the evidence behind each of their values, and where they are kept."""
