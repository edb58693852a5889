"""Papers as page descriptions (PDF/UA-1)."""
