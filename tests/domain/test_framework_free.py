"""Arithmetic that is to be trusted runs without the framework: every domain module loads without Django."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MODULES = sorted(
    str(path.relative_to(ROOT).with_suffix("")).replace("/", ".").removesuffix(".__init__")
    for app in ("overenskommelse", "allocation", "reporting")
    for path in (ROOT / app / "domain").glob("*.py")
)


def test_there_are_modules_to_look_at() -> None:
    assert {"allocation.domain", "allocation.domain.run", "allocation.domain.rounding"} <= set(MODULES)


@pytest.mark.parametrize("module", MODULES)
def test_django_is_not_loaded(module: str) -> None:
    program = f"import {module}, sys; sys.exit('django' in sys.modules)"
    assert (
        subprocess.run([sys.executable, "-W", "error", "-c", program], cwd=ROOT, check=False).returncode == 0
    )
