"""The site: a real process behind a real socket, and whoever visits it."""
