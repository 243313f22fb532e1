"""What is wrong with a business's site, and what to mend first."""
