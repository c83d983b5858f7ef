"""Write what is made of the app, to be read as a difference."""

from tests.template.built import BUILT, file_of, lines_of

for name in BUILT:
    file_of(name).write_text("".join(f"{line}\n" for line in lines_of(name)), "utf-8")
