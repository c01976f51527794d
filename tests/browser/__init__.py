"""What people do with their hands, in a real browser against the real server."""
