"""What each role can do, for people who review it: as text, Markdown, JSON and one HTML page."""
