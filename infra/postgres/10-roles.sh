#!/bin/sh
# Run once by the image when the data directory is new.
set -eu
password=$(cat /run/secrets/backup_password)
psql --no-psqlrc --set=ON_ERROR_STOP=1 --set=password="$password" \
     --username="$POSTGRES_USER" --dbname="$POSTGRES_DB" <<'SQL'
CREATE ROLE backup WITH LOGIN REPLICATION PASSWORD :'password';
CREATE EXTENSION IF NOT EXISTS pg_stat_statements;
SQL
