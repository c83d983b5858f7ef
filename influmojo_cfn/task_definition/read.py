"""Task definitions from files: the JSON that ECS takes and gives, and CloudFormation templates."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from os import PathLike
from pathlib import Path as FilePath
from pathlib import PurePath
from typing import Any

from influmojo_cfn.arguments import SOURCE, check_arguments
from influmojo_cfn.cloudformation import Document, parse
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.processed import processed
from influmojo_cfn.cloudformation.resolved import ResolvedTemplate
from influmojo_cfn.errors import Path, Problem, TemplateError, key_path
from influmojo_cfn.files import read_text
from influmojo_cfn.iam.unknown import Unknown
from influmojo_cfn.task_definition.fields import Places
from influmojo_cfn.task_definition.file_kinds import CONTROLLER, FileKind, kind_of, kind_of_text
from influmojo_cfn.task_definition.fragments import as_template, below, moved
from influmojo_cfn.task_definition.from_data import task_definition_of
from influmojo_cfn.task_definition.json_text import plain_text, statement_problem
from influmojo_cfn.task_definition.model import TaskDefinition
from influmojo_cfn.task_definition.placeholders import Given, PlaceholderReader
from influmojo_cfn.task_definition.shape import Reader, shapes
from influmojo_cfn.task_definition.spelling import spelled
from influmojo_cfn.task_definition.surroundings import Surroundings
from influmojo_cfn.task_definition.task_resources import (
    TASK_DEFINITION,
    TASK_SHAPES,
    TaskProperties,
    TaskShape,
    task_properties,
    tasks_in,
)

NOTHING = Given()


def task_document(source: str | PathLike[str] | Mapping[str, Any]) -> Document:
    """Return the document of a file that can hold task definitions, or of its data.

    Raises:
        Error: the file cannot be read.
        TemplateError: it is not YAML or JSON, or plainly another kind of file.
    """
    check_arguments(task_definition=(source, SOURCE))
    if isinstance(source, Mapping):
        return Document(source)
    return read_task_document(FilePath(source))


def read_task_document(path: FilePath) -> Document:
    """Read a file that can hold task definitions, as people keep them in repositories.

    Raises:
        Error: the file cannot be read.
        TemplateError: it is not YAML or JSON, or plainly another kind of file.
    """
    text = read_text(path, takes_utf_16=True)
    if kind := kind_of_text(str(path), text):
        raise TemplateError(_other_kind(str(path), kind))
    try:
        return parse(plain_text(text, str(path)), str(path))
    except TemplateError:
        if problem := statement_problem(text, str(path)):
            raise TemplateError(problem) from None
        raise


def read_task_definitions(
    path: FilePath, environment: Environment, given: Given = NOTHING
) -> tuple[TaskDefinition, ...]:
    """Read the task definitions of a file.

    Args:
        path: the JSON of ``register-task-definition`` or ``describe-task-definition``, an array of
            container definitions, a list of task definitions, or a template with
            AWS::ECS::TaskDefinition resources.
        environment: where a template is deployed; of its parameters, those that the template
            declares are used, and those that no one gives stay unknown.
        given: what fills placeholders in.

    Raises:
        Error: the file cannot be read.
        TemplateError: it holds no task definition, or one of another shape than the ECS API's;
            every problem is listed with its key path.
    """
    return task_definitions_of(read_task_document(path), environment, given)


def task_definitions_of(
    document: Document, environment: Environment, given: Given = NOTHING
) -> tuple[TaskDefinition, ...]:
    """Return the task definitions of a document; see :func:`read_task_definitions`."""
    data = document.data
    if isinstance(data, Mapping) and isinstance(data.get("Resources"), Mapping):
        return _from_template(processed(document, environment), environment, given)
    if fragment := as_template(document):
        return _from_template(fragment, environment, given)
    is_controlled = isinstance(data, Mapping) and "spec" in data
    if is_controlled and str(data.get("apiVersion", "")).startswith(CONTROLLER):
        return task_definitions_of(below(document, "spec"), environment, given)
    if kind := kind_of(data):
        raise TemplateError(_other_kind(document.source, kind))
    if wrapper := _wrapper(data):
        inner = below(document, wrapper)
        if as_template(inner):
            return task_definitions_of(inner, environment, given)
        found = _from_json(document, data[wrapper], (wrapper,), given)
        return (replace(found, warnings=(*_read_past(document, wrapper), *found.warnings)),)
    if isinstance(data, Mapping) and isinstance(data.get("taskDefinitions"), list):
        return task_definitions_of(below(document, "taskDefinitions"), environment, given)
    if isinstance(data, Mapping) and {"name", "image"} <= set(map(_plain, data)):
        document = moved(document, (0,))
        data = document.data
    if isinstance(data, Mapping) and _has_field(data):
        return (_from_json(document, data, (), given),)
    if isinstance(data, list) and data and all(map(_is_row, data)):
        return _from_list(document, data, given)
    expected = "a mapping with containerDefinitions"
    if isinstance(data, list):
        expected += ", or a list of containers or of task definitions"
    message = f"is not a task definition; give {expected}"
    raise TemplateError(Problem("", message, document.source))


def _other_kind(source: str, kind: FileKind) -> Problem:
    return Problem("", f"is {kind.name}, not a task definition; {kind.instead}", source)


def _from_list(document: Document, data: list[Any], given: Given) -> tuple[TaskDefinition, ...]:
    """Read a list of task definitions, or Terraform's list of container definitions."""
    keys = {_plain(key) for item in data for key in item}
    if keys & {"containerdefinitions", "taskdefinition"}:
        found = []
        for index, item in enumerate(data):
            inner = item.get("taskDefinition")
            path: Path = (index, "taskDefinition") if isinstance(inner, Mapping) else (index,)
            found.append(
                _from_json(document, inner if isinstance(inner, Mapping) else item, path, given)
            )
        return tuple(found)
    return (_from_json(document, {"containerDefinitions": data}, (), given, is_array=True),)


def _has_field(data: Mapping[str, Any]) -> bool:
    """Return whether a mapping has a field of a task definition, however it is spelled."""
    return bool(_fields(data, "TaskDefinition"))


def _fields(data: Mapping[str, Any], shape: str) -> set[str]:
    return {name.lower() for name in shapes()[shape]["members"]} & set(map(_plain, data))


def _is_row(item: Any) -> bool:
    """Return whether an item of a list can be a container or a task definition; a name is none."""
    if not isinstance(item, Mapping):
        return False
    is_container = _fields(item, "ContainerDefinition") > {"name"}
    return is_container or "image" in item or _has_field(item) or bool(_wrapper(item))


def _wrapper(data: Any) -> str:
    """Return the key of a mapping under which its task definition is, or nothing."""
    if not isinstance(data, Mapping):
        return ""
    keys = (key for key in data if _plain(key) == "taskdefinition")
    return next((key for key in keys if isinstance(data[key], Mapping)), "")


def _read_past(document: Document, wrapper: str) -> Iterator[Problem]:
    """Yield what is next to a task definition and not in what describe-task-definition prints."""
    known = {wrapper, "tags", "Tags", "include", "ResponseMetadata", "$metadata"}
    for key in document.data:
        if key not in known:
            message = f"does not belong next to {wrapper!r}; read past"
            yield Problem.at(document, (key,), message, place=str(key))


def _from_json(
    document: Document, data: Mapping[str, Any], path: Path, given: Given, *, is_array: bool = False
) -> TaskDefinition:
    found = spelled(_parsed_containers(data))

    def in_data(place: Path) -> Path:
        """Return a place as the file spells it."""
        return (*path, *found.place(place))

    def in_file(place: Path) -> Path:
        """Return a place as it is in the file, where an array has no key above it."""
        return in_data(place)[1:] if is_array else in_data(place)

    def where(place: Path) -> str:
        return f"{document.where(in_file(place))} {key_path(in_data(place))}".strip()

    placeholders = PlaceholderReader(given, lambda place: document.line(in_file(place)))
    opened = _with_images(placeholders.read(found.data), given)
    if "containerDefinitions" in opened and not opened.get("family"):
        opened = {**opened, "family": PurePath(document.source).stem or "task"}
    reader = Reader(cloudformation=found.is_cloudformation, where=where)
    reader.warnings += [Problem(where(place), message) for place, message in found.warnings()]
    read = reader.read(opened, "TaskDefinition")
    if reader.problems:
        raise TemplateError(reader.problems)
    reader.places = {to: in_file(place) for to, place in reader.places.items()}
    placeholders.found = [replace(each, path=in_file(each.path)) for each in placeholders.found]
    definition = task_definition_of(read, Places(reader), document)
    return _noted(definition, placeholders, reader)


def _noted(
    definition: TaskDefinition, placeholders: PlaceholderReader, reader: Reader
) -> TaskDefinition:
    """Return a definition with what reading it left to say."""
    return replace(
        definition,
        placeholders=tuple(placeholders.found),
        filled=frozenset(placeholders.used),
        warnings=tuple(reader.warnings),
    )


def _parsed_containers(data: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return data in which containers that are JSON text, as Terraform shows them, are read."""
    key = next((key for key in data if _plain(key) == "containerdefinitions"), "")
    text = data.get(key)
    if not isinstance(text, str) or not text.lstrip().startswith("["):
        return data
    return {**data, key: parse(plain_text(text, key)).data}


def _plain(key: object) -> str:
    return str(key).lower().replace("_", "")


def _with_images(data: Any, given: Given) -> Any:
    """Put in the images that are given by the names of containers."""
    containers = data.get("containerDefinitions")
    if not given.images or not isinstance(containers, list):
        return data
    named = [
        {**item, "image": given.images[str(item["name"])]}
        if isinstance(item, Mapping) and str(item.get("name")) in given.images
        else item
        for item in containers
    ]
    return {**data, "containerDefinitions": named}


def definition_of(properties: Mapping[str, Any], source: Callable[[Path], Path]) -> TaskDefinition:
    """Return the task definition of a resource's properties without functions.

    What has not the shape of the ECS API is omitted.

    Args:
        properties: in CloudFormation's spelling.
        source: returns where a place of the properties is in the template.
    """
    reader = Reader(cloudformation=True)
    read = reader.read({"Family": "", "ContainerDefinitions": [], **properties}, "TaskDefinition")
    reader.places = {to: source(path) for to, path in reader.places.items()}
    return task_definition_of(read, Places(reader), Document(None))


def _from_template(
    document: Document, environment: Environment, given: Given
) -> tuple[TaskDefinition, ...]:
    resolved = _resolved(document, environment)
    found = []
    problems: list[Problem] = []
    for shape in TASK_SHAPES:
        for logical_id in resolved.of_type(shape.resource_type):
            around = Surroundings(resolved, logical_id, document)
            for task in _tasks_of(resolved, shape, logical_id):
                reader = Reader(
                    cloudformation=True, where=partial(_where_in, document, resolved, task)
                )
                read = reader.read(task.properties, "TaskDefinition")
                problems += reader.problems
                if not reader.problems and isinstance(read, dict):
                    reader.places = {to: task.source(at) for to, at in reader.places.items()}
                    found.append(
                        _with_placeholders(read, reader, document, logical_id, around, given)
                    )
    if problems:
        raise TemplateError(problems)
    if not found:
        raise TemplateError(
            Problem(
                document.source,
                f"has no resource of type {TASK_DEFINITION}; give a template that has",
            )
        )
    return tuple(found)


def _tasks_of(
    resolved: ResolvedTemplate, shape: TaskShape, logical_id: str
) -> Iterator[TaskProperties]:
    """Yield each task of a resource, with its places in the template."""
    top: Path = ("Resources", logical_id, "Properties")
    properties = resolved.value(resolved.resources[logical_id].get("Properties") or {}, top)
    launch_types = properties.get(shape.launch_types) if isinstance(properties, dict) else None
    unknown = Unknown("AWS chooses the name")
    for path, task in tasks_in(properties, shape.at, top):
        found = task_properties(shape, task, launch_types, unknown, path)
        if isinstance(found.properties, Mapping):
            # A family is generated from the stack's name where none is given.
            family = Unknown("the family's name is generated")
            data = {"Family": family, "ContainerDefinitions": [], **found.properties}
            found = found._replace(properties=data)
        yield found


def _where_in(
    document: Document, resolved: ResolvedTemplate, task: TaskProperties, path: Path
) -> str:
    place = task.source(path)
    return f"{document.where(resolved.source_path(place))} {key_path(place)}".strip()


def _with_placeholders(
    read: dict[str, Any],
    reader: Reader,
    document: Document,
    logical_id: str,
    around: Surroundings,
    given: Given,
) -> TaskDefinition:
    """Return a template's task definition; what a pipeline is to fill in is not known."""
    placeholders = PlaceholderReader(
        given, lambda place: document.line(reader.places.get(place, place))
    )
    opened = _with_images(placeholders.read(read), given)
    definition = task_definition_of(opened, Places(reader), document, logical_id, around)
    return _noted(definition, placeholders, reader)


def _resolved(document: Document, environment: Environment) -> ResolvedTemplate:
    declared = document.data.get("Parameters")
    known = declared if isinstance(declared, Mapping) else {}
    given = {key: value for key, value in environment.parameters.items() if key in known}
    here = replace(environment, parameters=given)
    try:
        return ResolvedTemplate(document.data, here, missing_is_unknown=True)
    except TemplateError as error:
        raise TemplateError(
            replace(each, file=document.source) for each in error.problems
        ) from None
