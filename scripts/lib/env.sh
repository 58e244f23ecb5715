# shellcheck shell=bash
# Paths and helpers shared by all scripts. Every MED_ variable here can be set by environment.

MED_ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
: "${HOME:=$(getent passwd "$(id -u)" | cut -d: -f6)}"
: "${MED_CACHE:=${XDG_CACHE_HOME:-$HOME/.cache}/med-suite}"
: "${MED_DATA:=${XDG_DATA_HOME:-$HOME/.local/share}/med-suite}"
: "${MED_CLUSTER:=run}"
: "${MED_PORT:=8069}"
: "${MED_DB:=med_demo}"

say() { printf '%s\n' "$*" >&2; }
step() { printf '==> %s\n' "$*" >&2; }
die() {
  printf 'error: %s\n' "$1" >&2
  shift
  for hint in "$@"; do printf '       %s\n' "$hint" >&2; done
  exit 1
}

# The first Python that Odoo 19 runs under, or nothing.
find_python() {
  local candidate
  for candidate in ${MED_PYTHON:-/usr/bin/python3 python3.13 python3.12 python3.11 python3}; do
    if "$candidate" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; then
      command -v "$candidate"
      return
    fi
  done
}

# The folder to put on Python's path so that `import odoo` works.
odoo_folder() {
  if [ -n "${ODOO_HOME:-}" ]; then
    printf '%s\n' "$ODOO_HOME"
  else
    printf '%s\n' "$MED_CACHE/odoo/current/usr/lib/python3/dist-packages"
  fi
}

# Name of a virtual environment: it changes with its pins, the Python and the Odoo it sees.
venv_path() {
  local name=$1 python=$2
  shift 2
  local key
  key=$({ cat "$@"; "$python" -V; odoo_folder; } | sha256sum | cut -c1-12)
  printf '%s\n' "$MED_CACHE/venv/$name-$key"
}

# Sets MED_PYTHON, MED_VENV and MED_ODOO; fails where setup has not been run.
load_environment() {
  MED_PYTHON=$(find_python)
  [ -n "$MED_PYTHON" ] || die "no Python 3.11 to 3.13 found." "Run 'make setup', or name one in MED_PYTHON."
  MED_VENV=$(venv_path odoo "$MED_PYTHON" "$MED_ROOT/requirements.txt" "$MED_ROOT/requirements-test.txt")
  MED_ODOO=$(odoo_folder)
  export MED_ROOT MED_CACHE MED_DATA MED_CLUSTER MED_PORT MED_DB MED_PYTHON MED_VENV MED_ODOO
  [ ! -e "$MED_CACHE/wkhtmltopdf/.complete" ] || export PATH="$PATH:$MED_CACHE/wkhtmltopdf/bin"
  export PYTHONPATH="$MED_ROOT/scripts${PYTHONPATH:+:$PYTHONPATH}"
}

need_setup() {
  [ -e "$MED_VENV/.complete" ] || die "the environment is not set up." "Run 'make setup' first."
}
