"""Facts with their source and date; the script that makes or refreshes each is in scripts/."""
