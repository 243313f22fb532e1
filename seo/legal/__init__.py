"""What the law of France, Germany, Austria, Switzerland and Belgium asks of a business's site."""
