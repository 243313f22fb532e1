"""What the analyst and the project have configured, and where everything lies."""
