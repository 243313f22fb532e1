"""What `make` and `make.ps1` run."""
