"""What is installed beside the program: the unit, the line of cron, the container files."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner
from cronsim import CronSim
from ruamel.yaml import YAML

from monitor.app import watch
from monitor.cli import cli
from monitor.cli.context import MISCONFIGURED
from tests.fakes import NOON

ROOT = Path(__file__).resolve().parents[2]
PACKAGING = ROOT / "packaging"
UNIT = (PACKAGING / "monitor.service").read_text(encoding="utf-8")
PAGE = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")


def command_in(line: str) -> list[str]:
    """The arguments of the program in a line that calls it."""
    return line.split("bin/monitor ", 1)[1].split()


@pytest.mark.systemd
def test_the_unit_is_hardened() -> None:
    if shutil.which("systemd-analyze") is None:
        if os.environ.get("CI") == "true":
            pytest.fail("systemd-analyze is missing, and CI must have it")
        pytest.skip("systemd-analyze is not here")
    call = ["systemd-analyze", "security", "--offline=true", "--no-pager", str(PACKAGING / "monitor.service")]
    said = subprocess.run(call, capture_output=True, text=True, check=True).stdout

    found = re.search(r"Overall exposure level for monitor.service: ([\d.]+)", said)
    assert found
    assert float(found.group(1)) <= 1.5


@pytest.mark.systemd
def test_systemd_understands_every_line_of_the_unit(tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        if os.environ.get("CI") == "true":
            pytest.fail("systemd-analyze is missing, and CI must have it")
        pytest.skip("systemd-analyze is not here")
    unit = tmp_path / "monitor.service"
    # The program is not installed where the unit looks for it; everything else is judged as it is.
    unit.write_text(re.sub(r"^ExecStart=\S+", "ExecStart=/bin/true", UNIT, flags=re.MULTILINE), encoding="utf-8")

    done = subprocess.run(["systemd-analyze", "verify", "--man=no", str(unit)], capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.systemd
@pytest.mark.parametrize("call", ["flock", "prlimit64", "fdatasync", "ftruncate", "setpgid", "socket", "connect", "bind"])
def test_the_unit_lets_through_what_the_program_calls(call: str) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not here")
    allowed = calls_of("@system-service")
    for group in ("@privileged", "@resources"):
        allowed -= calls_of(group)

    assert call in allowed


def calls_of(group: str) -> set[str]:
    """The system calls of a group and of the groups in it, as this systemd has them."""
    said = subprocess.run(["systemd-analyze", "syscall-filter", group], capture_output=True, text=True, check=True).stdout
    names = [line.strip() for line in said.splitlines()[1:] if line.strip() and not line.strip().startswith("#")]
    return {name for name in names if not name.startswith("@")}.union(*(calls_of(name) for name in names if name.startswith("@")))


def test_the_container_is_as_confined_as_the_unit() -> None:
    compose = YAML(typ="safe").load(PACKAGING / "compose.yaml")
    service = compose["services"]["monitor"]
    container = (PACKAGING / "Containerfile").read_text(encoding="utf-8")

    assert (service["read_only"], service["cap_drop"], service["security_opt"]) == (True, ["ALL"], ["no-new-privileges:true"])
    assert all(port.startswith("127.0.0.1:") for port in service["ports"])
    assert [volume.partition(":")[0] for volume in service["volumes"] if not volume.startswith("./")] == list(compose["volumes"])
    assert re.search(r"^USER (?!0$|root$)\S+$", container, re.MULTILINE)
    assert container.count("--require-hashes") == 1
    words = re.search(r"^CMD \[(.*)\]$", container, re.MULTILINE)
    assert words
    command = [word.strip(' "') for word in words[1].split(",")]
    assert CliRunner().invoke(cli, [*command, "--help"]).exit_code == 0


def test_the_unit_starts_a_command_that_exists_and_does_not_retry_a_wrong_configuration() -> None:
    start = next(line for line in UNIT.splitlines() if line.startswith("ExecStart="))
    result = CliRunner().invoke(cli, [*command_in(start), "--help"])

    assert result.exit_code == 0
    assert "WatchdogSec=60" in UNIT
    assert re.search(rf"^RestartPreventExitStatus=.*\b{MISCONFIGURED}\b", UNIT, re.MULTILINE)


def test_the_line_of_cron_is_one_that_cron_understands() -> None:
    line = (PACKAGING / "monitor.cron").read_text(encoding="utf-8").splitlines()[-1]
    schedule, user, command = " ".join(line.split()[:5]), line.split()[5], line.split(maxsplit=6)[6]

    assert next(CronSim(schedule, NOON)) > NOON
    assert user == "monitor"
    assert "%" not in command, "cron ends a command at a percent sign"
    assert CliRunner().invoke(cli, [*command_in(command), "--help"]).exit_code == 0


def test_people_and_cron_call_the_program_with_its_configuration_and_secrets(tmp_path: Path) -> None:
    (tmp_path / "secrets.env").write_text("PW='a $b \\\\ \"c\"'\n", encoding="utf-8")
    program = tmp_path / "program"
    program.write_text('#!/bin/sh\nprintf "%s\\n" "$MONITOR_CONFIG" "$PW" "$*"\n', encoding="utf-8")
    program.chmod(0o755)
    script = (PACKAGING / "monitor.sh").read_text(encoding="utf-8")
    for real, here in {
        "$(id -u)": "1000",
        "/opt/monitor/bin/monitor": str(program),
        "/etc/monitor/secrets.env": f"{tmp_path}/secrets.env",
    }.items():
        assert real in script
        script = script.replace(real, here)

    clean = {"PATH": os.environ["PATH"]}
    said = subprocess.run(["sh", "-c", script, "monitor", "feeds", "list"], env=clean, capture_output=True, text=True, check=True).stdout

    assert said.splitlines() == ["/etc/monitor/config.yaml", 'a $b \\\\ "c"', "feeds list"]
    assert "exec runuser -u monitor -- " in script
    assert re.search(r"^User=monitor$", UNIT, re.MULTILINE)


def test_the_manual_page_has_every_request_at_the_beginning_of_a_line_on_purpose() -> None:
    page = (PACKAGING / "monitor.1").read_text(encoding="utf-8")

    assert {line.split()[0] for line in page.splitlines() if line[:1] in {".", "'"}} == {
        *('.\\"', ".TH", ".SH", ".SS", ".B", ".PP", ".TP", ".EX", ".EE"),
    }
    assert "Documentation=man:monitor(1)" in UNIT


def test_the_container_files_name_what_is_there() -> None:
    compose = YAML(typ="safe").load(PACKAGING / "compose.yaml")
    build = compose["services"]["monitor"]["build"]
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", (ROOT / build["dockerfile"]).read_text(encoding="utf-8"), re.MULTILINE)

    for names in copied:
        for name in names.split():
            assert (ROOT / name).exists(), name


def test_the_page_says_what_to_do_about_every_alert() -> None:
    for key in watch.ADVICE:
        assert re.search(rf"^\| `{key}\b", PAGE, re.MULTILINE), key


def test_the_page_names_only_commands_settings_and_files_that_exist() -> None:
    files = re.findall(r"\b(?:packaging|requirements)/\w+(?:\.\w+)?", PAGE)
    assert len(files) > 5
    for name in files:
        assert (ROOT / name).exists(), name
    settings = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
    for name in re.findall(r"`store\.(\w+)`", PAGE):
        assert f"`{name}`" in settings, name
