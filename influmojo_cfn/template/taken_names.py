"""Which part of an app takes the name of a parameter, for errors about names that are taken."""

from __future__ import annotations

from influmojo_cfn.app import App
from influmojo_cfn.app.parameters import parameters_of, parameters_of_services


def owner_of_parameter(app: App, name: str) -> str:
    """Return the key path of the first value that is a parameter of this name.

    A parameter that no value of the app names is the template's own.
    """
    for each in (*parameters_of_services(app), *parameters_of(app)):
        if each.value.name == name:
            return each.path
    return "the roles' template itself"
