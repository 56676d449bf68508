"""A module as loading makes it: its tables worked out anew, beside the ones in use."""

from __future__ import annotations

from importlib.util import module_from_spec, spec_from_file_location
from types import ModuleType


def load(module: ModuleType) -> ModuleType:
    """Load a module once more, so that what it works out on loading is worked out in the test."""
    spec = spec_from_file_location(module.__name__, module.__file__)
    assert spec is not None
    assert spec.loader is not None
    again = module_from_spec(spec)
    spec.loader.exec_module(again)
    return again
