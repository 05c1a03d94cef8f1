"""Build the wheel, install it into an empty environment, run the demonstration from it, and leave it in dist/."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def run(*command: str | Path, cwd: Path) -> None:
    """Run a command; its failure is ours."""
    subprocess.run([str(part) for part in command], cwd=cwd, check=True)


def main() -> None:
    """The wheel is whole: everything `monitor demo` needs travels in it."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", place / "dist", ROOT, cwd=place)
        (wheel,) = (place / "dist").glob("*.whl")
        venv.create(place / "env", with_pip=True)
        python = place / "env" / "bin" / "python"
        quiet = ("-m", "pip", "install", "-qq", "--disable-pip-version-check")
        run(python, *quiet, "--require-hashes", "-r", ROOT / "requirements" / "core.txt", cwd=place)
        run(python, *quiet, "--no-deps", wheel, cwd=place)
        run(place / "env" / "bin" / "monitor", "--version", cwd=place)
        run(place / "env" / "bin" / "monitor", "demo", "--out", place / "out", cwd=place)
        mails = sorted((place / "out").rglob("*.eml"))
        if not mails:
            sys.exit("the demonstration from the wheel left no mail")
        (ROOT / "dist").mkdir(exist_ok=True)
        kept = shutil.copy(wheel, ROOT / "dist")
        print(f"{kept} runs the demonstration: {len(mails)} mails")


if __name__ == "__main__":
    main()
