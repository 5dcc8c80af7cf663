"""Write the vector files beside the specification."""

from spec.vectors import FILES, SPEC, written

for name, vectors in FILES.items():
    (SPEC / name).write_text(written(vectors), encoding="utf-8")
