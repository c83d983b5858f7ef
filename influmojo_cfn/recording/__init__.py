"""What a command calls: run against the local emulator, through a proxy that writes it down."""
