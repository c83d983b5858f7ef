"""What each command found, written for people and for programs."""
