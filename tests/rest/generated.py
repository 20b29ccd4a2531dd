"""Usage: generated.py ORIGIN. A Python client made from /openapi.json by openapi-python-client: no address is left out, and it reads."""

import importlib
import importlib.metadata
import json
import pathlib
import subprocess
import sys
import tempfile
import urllib.request

ORIGIN = sys.argv[1]
GENERATOR = pathlib.Path(sys.executable).with_name("openapi-python-client")

with tempfile.TemporaryDirectory() as name:
    folder = pathlib.Path(name)
    with urllib.request.urlopen(f"{ORIGIN}/openapi.json", timeout=60) as answer:
        description = answer.read()
    (folder / "openapi.json").write_bytes(description)
    (folder / "config.yml").write_text("post_hooks: []\n")
    command = [GENERATOR, "generate", "--path", "openapi.json", "--config", "config.yml", "--meta", "none", "--output-path", "made"]
    made = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300)
    said = made.stdout + made.stderr
    assert made.returncode == 0 and "WARNING" not in said and "will not be generated" not in said, said[:4000]
    operations = sum(len(path) for path in json.loads(description)["paths"].values())
    modules = [module for module in (folder / "made" / "api").rglob("*.py") if module.name != "__init__.py"]
    assert len(modules) == operations, (len(modules), operations)

    sys.path.insert(0, str(folder))
    client = importlib.import_module("made").Client(base_url=ORIGIN)

    def asked(operation, *arguments, **parameters):
        return importlib.import_module(f"made.api.reading.{operation}").sync(*arguments, client=client, **parameters)

    tools = asked("tools", addresses=["fear-of-escalation"], order="-year,name", first=5)
    assert tools.total_count > 0 and all(tool.name for tool in tools.nodes), tools
    some = asked("tools", filter_=json.dumps({"or": [{"kind": {"in": ["guide"]}}, {"year": {"eq": 2017}}]}), first=1)
    assert 0 < some.total_count < asked("tools", first=1).total_count, some.total_count
    whole = asked("tool", tools.nodes[0].key)
    assert whole.name == tools.nodes[0].name and whole.addresses.edges[0].because, whole
    revision = asked("directory").revision
    assert asked("tool", "block-party", as_of_revision=revision).name == "Block Party"
    assert asked("tool", "block-party", as_of_revision=revision + 1_000_000).code == "BAD_FILTER"
    print(f"openapi-python-client {importlib.metadata.version('openapi-python-client')}: {len(modules)} of {operations} operations made, lists and records read")
