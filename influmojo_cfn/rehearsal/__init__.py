"""A template deployed on the local emulator, and its roles tried there."""
