"""Lets schemathesis send JSON Lines: SCHEMATHESIS_HOOKS=lines.py."""

import schemathesis


@schemathesis.serializer("application/x-ndjson", "application/jsonl", "application/json-lines")
def json_lines(ctx, value):
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "surrogatepass")
