# shellcheck shell=bash
# PostgreSQL's clients, pointed at a private cluster unless PGHOST names a server.

pgclients=$(find /usr/lib/postgresql -path '*/bin/pg_dump' | sort -V | tail -n 1)
[ -z "$pgclients" ] || PATH="$(dirname "$pgclients"):$PATH"
export PATH
if [ -z "${PGHOST:-}" ]; then
  eval "$("$MED_VENV/bin/python" -m devkit.pg --cluster "$MED_CLUSTER" env)"
fi
: "${MED_ODOO_COMMAND:=$MED_ROOT/scripts/odoo}"
export MED_ODOO_COMMAND
