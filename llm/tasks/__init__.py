"""One module a task: prompt, input, output schema, verifier."""
