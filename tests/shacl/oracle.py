"""What pyshacl, an independent SHACL processor, says about records.

    oracle.py (PLAIN|NOMINAL SHAPES_FOLDER DATA_FILE)...

Prints for each result: the number of the run from 0, the focus node, the constraint and the path, separated by tabs.

PLAIN takes the shapes as they are. NOMINAL reads a link's `sh:node S` as the ontology language does, "a record whose shape
inherits S", where SHACL itself asks only whether the record happens to fit S.
"""

import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import rdflib
from pyshacl import validate
from rdflib.collection import Collection
from rdflib.namespace import RDF, SH

# "1"^^xsd:boolean stays what it is.
rdflib.NORMALIZE_LITERALS = False
WW = rdflib.Namespace("https://whatworks.example/ns#")


def nominal(shapes):
    """Replaces sh:node on property shapes by sh:or of the classes that inherit the shape."""
    for node in list(shapes.subjects(SH.path, None)):
        for shape in list(shapes.objects(node, SH.node)):
            heirs = set(shapes.transitive_subjects(SH.node, shape))
            classes = sorted(c for heir in heirs for c in shapes.objects(heir, SH.targetClass))
            if shape == WW.ConceptShape:
                classes = sorted(shapes.objects(None, WW.conceptClass))
            members = []
            for c in classes:
                member = rdflib.BNode()
                shapes.add((member, SH["class"], c))
                members.append(member)
            head = rdflib.BNode()
            Collection(shapes, head, members)
            shapes.remove((node, SH.node, shape))
            shapes.add((node, SH["or"], head))


def results(reading, folder, data_file):
    shapes = rdflib.Graph()
    for file in sorted(Path(folder).rglob("*.ttl")):
        shapes.parse(file, format="turtle")
    if reading == "NOMINAL":
        nominal(shapes)
    data = rdflib.Graph().parse(data_file, format="nt")
    # No inference and no advanced features: the hints in the shapes mean nothing to SHACL.
    _, report, _ = validate(data, shacl_graph=shapes, advanced=False, inference="none", allow_warnings=False)
    return [
        (report.value(result, SH.focusNode), report.value(result, SH.sourceConstraintComponent), report.value(result, SH.resultPath))
        for result in report.subjects(RDF.type, SH.ValidationResult)
    ]


def main(arguments):
    with ProcessPoolExecutor() as pool:
        for run, found in enumerate(pool.map(results, arguments[0::3], arguments[1::3], arguments[2::3])):
            for focus, constraint, path in found:
                print(run, focus, str(constraint).removeprefix(str(SH)), path, sep="\t")


if __name__ == "__main__":
    main(sys.argv[1:])
