#!/bin/sh
# The interface of the official postgres image: POSTGRES_USER, POSTGRES_DB, POSTGRES_PASSWORD(_FILE), POSTGRES_INITDB_ARGS, PGDATA,
# /docker-entrypoint-initdb.d. The cluster is made beside its place and moved in when complete: a killed first start is made anew.
set -eu

case "${1:-postgres}" in -*) set -- postgres "$@" ;; esac
[ "${1:-postgres}" = postgres ] || exec "$@"
[ $# -gt 0 ] && shift

new=$PGDATA/.new
user=${POSTGRES_USER:-postgres}
database=${POSTGRES_DB:-$user}

say() { printf 'postgres-init: %s\n' "$*" >&2; }
sql() { psql --no-psqlrc -v ON_ERROR_STOP=1 -q -h "$sockets" -U "$user" "$@"; }

initialise() {
  rm -rf "$new"
  sockets=/var/run/postgresql
  started=$(date +%s)
  trap 'pg_ctl -D "$new" -m immediate stop >/dev/null 2>&1 || true; exit 143' INT TERM
  if [ -n "${POSTGRES_PASSWORD_FILE:-}" ]; then
    [ -s "$POSTGRES_PASSWORD_FILE" ] || { say "cannot read $POSTGRES_PASSWORD_FILE, or it is empty"; exit 1; }
    pwfile=$POSTGRES_PASSWORD_FILE
  elif [ -n "${POSTGRES_PASSWORD:-}" ]; then
    pwfile=$(umask 077; mktemp /tmp/pw.XXXXXX)
    printf '%s\n' "$POSTGRES_PASSWORD" >"$pwfile"
    trap 'rm -f "$pwfile"' EXIT
  else
    say "set POSTGRES_PASSWORD_FILE"; exit 1
  fi
  say "making a new cluster"
  # shellcheck disable=SC2086
  initdb -D "$new" -U "$user" --pwfile="$pwfile" --auth-local=trust --auth-host=scram-sha-256 --encoding=UTF8 --locale=C.UTF-8 \
    --no-sync ${POSTGRES_INITDB_ARGS:-} >&2
  printf '\nhost all all all scram-sha-256\n' >>"$new/pg_hba.conf"
  pg_ctl -D "$new" -w -t 120 -o "-c listen_addresses='' -c fsync=off -c unix_socket_directories=$sockets" start >&2
  if [ "$database" != postgres ]; then
    printf 'CREATE DATABASE :"name";\n' | sql -d postgres -v name="$database"
  fi
  for script in /docker-entrypoint-initdb.d/*; do
    case "$script" in
      *.sql) say "$script"; sql -d "$database" -f "$script" ;;
      *.sql.gz) say "$script"; gunzip -c "$script" | sql -d "$database" ;;
      *.sh) say "$script"; PGHOST=$sockets PGUSER=$user PGDATABASE=$database sh "$script" ;;
      */\*) ;;
      *) say "ignored: $script" ;;
    esac
  done
  pg_ctl -D "$new" -w -m fast stop >&2
  sync -f "$new"
  : >"$new/.complete"
  sync -f "$new"
  trap - INT TERM
  say "done after $(($(date +%s) - started)) s"
}

if [ ! -s "$PGDATA/PG_VERSION" ]; then
  if [ ! -d "$new" ] && [ -n "$(find "$PGDATA" -mindepth 1 -maxdepth 1 ! -name lost+found)" ]; then
    say "$PGDATA holds files that are no cluster: not touched"; exit 1
  fi
  [ -e "$new/.complete" ] || initialise
  chmod 700 "$PGDATA" 2>/dev/null || true
  for entry in "$new"/*; do
    case "$entry" in */PG_VERSION) ;; *) mv "$entry" "$PGDATA/" ;; esac
  done
  mv "$new/PG_VERSION" "$PGDATA/"
  sync -f "$PGDATA"
fi
rm -rf "$new"
exec postgres "$@"
