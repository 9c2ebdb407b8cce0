"""SARIF reports against the schema that OASIS publishes.

    python sarif.py SCHEMA FILE...

Needs jsonschema with its format checkers. Exit status 0 when all holds.
"""

import json
import sys

from jsonschema import FormatChecker, validators

schema = json.load(open(sys.argv[1], encoding="utf-8"))
kind = validators.validator_for(schema)
kind.check_schema(schema)
validator = kind(schema, format_checker=FormatChecker())
assert not validator.is_valid({"version": "2.1.0", "runs": [{}]}), "the schema takes a run without a tool"

results = 0
for path in sys.argv[2:]:
    report = json.load(open(path, encoding="utf-8"))
    wrong = [f"{path}: {'/'.join(map(str, error.absolute_path))}: {error.message[:200]}" for error in validator.iter_errors(report)]
    assert not wrong, "\n".join(wrong[:10])
    assert report["version"] == "2.1.0"
    results += sum(len(run["results"]) for run in report["runs"])
assert results > 0, "no result in any report"
print(f"{len(sys.argv) - 2} SARIF reports with {results} results are valid")
