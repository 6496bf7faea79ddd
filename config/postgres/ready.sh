#!/bin/sh
# The health check of PostgreSQL: it answers, and the databases of its applications are there. They are made, and every password is set,
# at the first check after each start: so what joined the platform since, or has a new secret, is served without a hand.
done=/tmp/databases-made

pg_isready -q -h 127.0.0.1 -U "$POSTGRES_USER" -d "$POSTGRES_DB" || exit 1
[ -e "$done" ] && exit 0
psql --no-psqlrc -q -h /var/run/postgresql -U "$POSTGRES_USER" -d "$POSTGRES_DB" -v ON_ERROR_STOP=1 -v VERBOSITY=terse \
  -f /run/secrets/databases.sql >/dev/null || exit 1
: >"$done"
