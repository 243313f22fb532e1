"""Search providers, one small module each."""
