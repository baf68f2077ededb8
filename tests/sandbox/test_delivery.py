"""What a student's process can see of this project, and of the environment."""

import ast
import sys

from autograder.sandbox.delivery import course_files, engine_files
from autograder.sandbox.packages import importable


def test_no_answer_is_delivered():
    files = course_files()
    for module in ("optimizers", "schedules", "finder", "search", "measure"):
        below = [name for name in files if name.startswith(f"course/lrlib/{module}/")]
        assert not below
        assert b"look_up" in files[f"course/lrlib/{module}.py"]
        assert len(files[f"course/lrlib/{module}.py"]) < 100
    assert not any("exercises" in name for name in {**files, **engine_files()})


def test_the_engine_inside_imports_only_what_is_inside():
    files = engine_files()
    third_party = {"numpy", "IPython", "traitlets", "matplotlib"}
    for name, content in files.items():
        for node in ast.walk(ast.parse(content)):
            modules = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            modules += [node.module] if isinstance(node, ast.ImportFrom) else []
            for module in modules:
                top = module.partition(".")[0]
                path = f"engine/{module.replace('.', '/')}"
                inside = f"{path}.py" in files or f"{path}/__init__.py" in files
                assert top in third_party | sys.stdlib_module_names or inside, (name, module)


def test_the_library_can_be_imported_but_not_used(sandbox):
    from autograder.sandbox import Cell

    source = (
        "import lrlib\nfrom lrlib.optimizers import OPTIMIZERS, adam\n"
        "from lrlib import schedules\nmenu = sorted(OPTIMIZERS), len(OPTIMIZERS)\n"
    )
    use = "schedules.cosine(0.1, 10)"
    with sandbox.load([Cell("a", source), Cell("b", use)], seed=0) as loaded:
        imported, used = loaded.results
    assert imported.status == "ok"
    assert "not available when your work is graded" in used.error


def test_packages_are_those_of_the_course_and_what_they_need():
    site = importable()
    assert {"numpy", "matplotlib", "IPython", "ipywidgets", "traitlets", "PIL"} <= set(site)
    assert not {"nbgrader", "jupyterlab", "pytest", "torch", "lrlib", "autograder"} & set(site)
    assert all(path.exists() for path in site.values())
    assert not [name for name in site if "editable" in name or "learning_rate" in name]
