"""``python -m influmojo_cfn``."""

from influmojo_cfn.cli import main

if __name__ == "__main__":
    main()
