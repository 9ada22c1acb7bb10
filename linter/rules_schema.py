"""The JSON Schema of rule files, for editors to complete and check them while they are written.

``python -m linter.rules_schema`` writes it to rules/schema/rules.schema.json.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec

import linter.checks  # noqa: F401  (registers the check functions)
from linter.checks.registry import REGISTRY
from linter.context import known_given
from linter.handbook import clause_ids
from linter.resources import rules_dir
from linter.rule_file import Override, RuleData

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema() -> dict[str, Any]:
    """The schema (JSON Schema 2020-12) of a file with a top-level list ``rules``."""
    specs = [REGISTRY[name] for name in sorted(REGISTRY)]
    (rule_ref, override_ref, *params), definitions = msgspec.json.schema_components(
        [RuleData, Override, *(spec.params for spec in specs)], ref_template="#/$defs/{name}"
    )
    rule = definitions["RuleData"]["properties"]
    rule["id"]["pattern"] = "^[A-Z]{2,6}[0-9]{3}$"
    rule["name"]["pattern"] = "^[a-z0-9]+(-[a-z0-9]+)*$"
    rule["clauses"]["items"] = {"enum": list(clause_ids())}
    place = {"enum": list(known_given())}
    rule["given"] = {"anyOf": [place, {"type": "array", "items": place, "minItems": 1}]}
    rule["check"] = _check_schema(
        {spec.name: (spec.doc, ref) for spec, ref in zip(specs, params, strict=True)}
    )
    fix = {"type": "string", "description": "The action that mends it."}
    rule["fix"] = {
        "anyOf": [
            {"const": "none"},
            *(
                {
                    "type": "object",
                    "properties": {kind: fix},
                    "required": [kind],
                    "additionalProperties": False,
                }
                for kind in ("safe", "unsafe")
            ),
        ],
        "default": "none",
    }
    return {
        "$schema": _DIALECT,
        "title": "myna-lint rules",
        "type": "object",
        "properties": {
            "rules": {
                "type": "array",
                "items": {"anyOf": [rule_ref, override_ref]},
            }
        },
        "required": ["rules"],
        "additionalProperties": False,
        "$defs": dict(sorted(definitions.items())),
    }


def _check_schema(params: dict[str, tuple[str, Any]]) -> dict[str, Any]:
    """An object of exactly one check, its value the check's parameters."""
    return {
        "type": "object",
        "minProperties": 1,
        "maxProperties": 1,
        "additionalProperties": False,
        "properties": {
            name: {"description": doc, "anyOf": [ref, {"type": "null"}]}
            for name, (doc, ref) in params.items()
        },
    }


def schema_path() -> Path:
    return rules_dir() / "schema" / "rules.schema.json"


def text() -> str:
    """The file's content: UTF-8 JSON, two blanks of indentation, a newline at the end."""
    return json.dumps(schema(), ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    schema_path().write_text(text(), encoding="utf-8")
