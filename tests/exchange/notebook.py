"""Usage: notebook.py FILE ORIGIN [write]. Runs the cells of a notebook one after the other; what each prints has to be what the file shows."""

import contextlib
import io
import json
import sys

path, origin, writes = sys.argv[1], sys.argv[2], "write" in sys.argv[3:]
with open(path, encoding="utf-8") as file:
    notebook = json.load(file)
scope, number = {}, 0
for cell in notebook["cells"]:
    if cell["cell_type"] != "code":
        continue
    number += 1
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile("".join(cell["source"]).replace("http://127.0.0.1:8080", origin), f"cell {number}", "exec"), scope)
    shown = "".join(line for output in cell["outputs"] for line in output["text"])
    if writes:
        text = printed.getvalue()
        cell["outputs"] = [{"name": "stdout", "output_type": "stream", "text": text.splitlines(True)}] if text else []
        cell["execution_count"] = number
    else:
        assert printed.getvalue() == shown, f"cell {number} prints {printed.getvalue()!r}, the file shows {shown!r}"
if writes:
    with open(path, "w", encoding="utf-8") as file:
        json.dump(notebook, file, indent=1, ensure_ascii=False)
        file.write("\n")
print(number, "cells")
