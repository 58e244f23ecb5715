#!/bin/bash
# Runs once in a new database server: Odoo's role may create databases and is no superuser;
# the replicator may only stream.
set -euo pipefail
psql -v ON_ERROR_STOP=1 -v odoo="$ODOO_DB_PASSWORD" -v replicator="$REPLICATION_PASSWORD" \
  --username postgres --dbname postgres <<'SQL'
CREATE ROLE odoo LOGIN CREATEDB NOSUPERUSER PASSWORD :'odoo';
CREATE ROLE replicator LOGIN REPLICATION PASSWORD :'replicator';
SQL
echo "host replication replicator all scram-sha-256" >>"$PGDATA/pg_hba.conf"
