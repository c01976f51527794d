"""The doors, asked over HTTP inside one process."""
