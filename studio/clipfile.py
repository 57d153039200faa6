"""Reads a clip's YAML file; a mistake in it is told by field and line."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import yaml
from pydantic import ValidationError

from squatform.errors import UsageError
from squatform.files import write_whole
from studio.spec import ClipSpec


def read_clip(path: Path) -> ClipSpec:
    """Read and check one clip file.

    Raises
    ------
    UsageError
        Naming the file, the line and the field, for the first few mistakes.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"Cannot read {path}: {error}.") from error
    try:
        tree = yaml.compose(text, Loader=yaml.SafeLoader)
        _refuse_repeated_keys(path, tree)
        content = yaml.safe_load(text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise UsageError(f"{path}, line {line}: not YAML: {error.problem}.") from error
    except yaml.YAMLError as error:
        raise UsageError(f"{path}: not YAML: {error}.") from error
    if not isinstance(content, dict):
        raise UsageError(f"{path}, line 1: a clip is a list of `field: value` lines.")
    try:
        return ClipSpec.model_validate(content)
    except ValidationError as error:
        raise UsageError(_explain(path, tree, error)) from error


def write_clip(spec: ClipSpec, path: Path) -> None:
    """Write a clip file that reads back as the same clip; defaults are left out."""
    content = spec.model_dump(mode="json", exclude_defaults=True)
    write_whole(path, yaml.safe_dump(content, sort_keys=False, allow_unicode=True))


def _explain(path: Path, tree: yaml.Node | None, error: ValidationError) -> str:
    mistakes = []
    for problem in error.errors(include_url=False, include_context=False)[:5]:
        field = ".".join(str(part) for part in problem["loc"]) or "the clip"
        line = _line_of(tree, problem["loc"])
        message = problem["msg"].removeprefix("Value error, ")
        mistakes.append(f"{path}, line {line}: {field}: {message}.")
    return "\n".join(mistakes)


def _line_of(node: yaml.Node | None, location: Sequence[int | str]) -> int:
    """Line of the innermost part of `location` that the file has, from 1."""
    line = node.start_mark.line + 1 if node else 1
    for part in location:
        child = None
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                if key.value == part:
                    line, child = key.start_mark.line + 1, value
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int):
            child = node.value[part] if part < len(node.value) else None
            line = child.start_mark.line + 1 if child else line
        if child is None:
            break
        node = child
    return line


def _refuse_repeated_keys(path: Path, node: yaml.Node | None) -> None:
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if key.value in seen:
                line = key.start_mark.line + 1
                raise UsageError(f"{path}, line {line}: {key.value}: given twice.")
            seen.add(key.value)
            _refuse_repeated_keys(path, value)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            _refuse_repeated_keys(path, item)
