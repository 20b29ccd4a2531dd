"""Schemathesis: requests made up from /openapi.json, sent to a running server; nothing breaks, and every answer is as described."""

import importlib.metadata
import sys

import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import load_all_checks

ORIGIN = sys.argv[1]
EXAMPLES_PER_OPERATION = 6

schema = schemathesis.openapi.from_url(f"{ORIGIN}/openapi.json")
load_all_checks()
CHECKS = [
    schemathesis.checks.not_a_server_error,
    *schemathesis.checks.CHECKS.get_by_names(["status_code_conformance", "content_type_conformance", "response_schema_conformance", "response_headers_conformance"]),
]
tried, statuses = 0, {}

for found in schema.get_all_operations():
    operation = found.ok()

    @settings(max_examples=EXAMPLES_PER_OPERATION, deadline=None, database=None, derandomize=True, phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck))
    @__import__("hypothesis").given(case=operation.as_strategy())
    def run(case):
        global tried
        response = case.call(timeout=30)
        case.validate_response(response, checks=CHECKS)
        statuses[response.status_code] = statuses.get(response.status_code, 0) + 1
        tried += 1

    run()

print(f"schemathesis: {tried} requests to {len(list(schema.get_all_operations()))} operations; statuses {dict(sorted(statuses.items()))}")
operations = len(list(schema.get_all_operations()))
print(f"CONFORMANCE schemathesis {importlib.metadata.version('schemathesis')} {operations} {operations}")
assert tried > 300 and statuses.get(200, 0) > 50, statuses
