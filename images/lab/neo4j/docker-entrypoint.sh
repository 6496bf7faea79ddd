#!/bin/sh
# The interface of the official neo4j image: settings as NEO4J_section_key__with__underscores, NEO4J_AUTH or NEO4J_AUTH_PATH, /data, /logs.
set -eu

[ "${1:-neo4j}" = neo4j ] || exec "$@"
home=/var/lib/neo4j
conf=$home/conf/neo4j.conf

fail() { printf 'neo4j-init: %s\n' "$*" >&2; exit 1; }

# The official image's defaults, and what the environment says instead.
awk 'BEGIN {
  value["server.default_listen_address"] = "0.0.0.0"
  value["server.directories.logs"] = "/logs"
  value["server.memory.pagecache.size"] = "512M"
  for (name in ENVIRON) {
    if (name !~ /^NEO4J_[A-Za-z]/ || ENVIRON[name] == "" || name ~ /^NEO4J_(ACCEPT_LICENSE_AGREEMENT|AUTH|AUTH_PATH|DEBUG|EDITION|HOME|CONF|PLUGINS)$/) continue
    key = substr(name, 7)
    gsub("_", ".", key)
    gsub("[.][.]", "_", key)
    value[key] = ENVIRON[name]
  }
  for (key in value) print key "=" value[key]
}' >"$conf"
setting() { sed -n "s/^$1=//p" "$conf"; }

auth=${NEO4J_AUTH:-}
if [ -n "${NEO4J_AUTH_PATH:-}" ]; then
  [ -s "$NEO4J_AUTH_PATH" ] || fail "cannot read $NEO4J_AUTH_PATH, or it is empty"
  auth=$(cat "$NEO4J_AUTH_PATH")
fi
case $auth in
  none) echo dbms.security.auth_enabled=false >>"$conf" ;;
  neo4j/?*)
    if [ ! -e /data/dbms/auth.ini ] && [ ! -e /data/databases/system ]; then
      # In a file: not for the list of processes.
      (umask 077; printf '%s\n' "${auth#neo4j/}" >/tmp/password)
      NEO4J_HOME=$home NEO4J_CONF=$home/conf java -Xmx96m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp "$home/lib/*" org.neo4j.cli.AdminTool \
        dbms set-initial-password @/tmp/password
      rm /tmp/password
    fi
    ;;
  *) fail "set NEO4J_AUTH_PATH to a file with neo4j/PASSWORD" ;;
esac

initial=$(setting server.memory.heap.initial_size)
most=$(setting server.memory.heap.max_size)
# shellcheck disable=SC2046
exec java ${initial:+-Xms$initial} ${most:+-Xmx$most} -Dfile.encoding=UTF-8 $(setting server.jvm.additional) \
  -cp "$home/plugins/*:$home/conf/*:$home/lib/*" org.neo4j.server.CommunityEntryPoint --home-dir="$home" --config-dir="$home/conf" --console-mode
