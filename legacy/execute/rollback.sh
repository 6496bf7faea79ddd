#!/bin/sh
# Gives an estate back as it was before the consolidation whose archive this file lies in.
# usage: sh rollback.sh [ESTATE]      ESTATE: where the estate lies now; default: where it was
# Needs a POSIX shell and coreutils. Checks the whole archive first and touches nothing when it is damaged.
# A path that is neither as the consolidation left it nor as it was before stops it: nobody's later work is overwritten.
set -u
LC_ALL=C
export LC_ALL
unset CDPATH

fail() {
  printf '%s\n' "$*" >&2
  exit 1
}

sum_of() {
  sum=$(sha256sum <"$1") || fail "cannot read $1"
  printf '%s' "${sum%% *}"
}

is() { # PATH KIND VALUE: whether this stands there
  case $2 in
    none) [ ! -e "$1" ] && [ ! -L "$1" ] ;;
    file) [ -f "$1" ] && [ ! -L "$1" ] && [ "$(sum_of "$1")" = "$3" ] ;;
    link) [ -L "$1" ] && [ "$(readlink -n -- "$1" && echo .)" = "$3." ] ;;
  esac
}

# The four words of a step's file, each doing what the pass is about: archive, check, clear or undo.
step() { # ID RECORD-BEFORE
  id=$1
  [ "$pass" != archive ] || [ -z "$2" ] || [ -f "$here/steps/$2.sh" ] || fail "the archive is damaged: steps/$2.sh is missing; nothing was touched"
}

folder() { # PATH folder|none
  case $pass in
    check) [ -d "$1" ] && [ ! -L "$1" ] || is "$1" none - || fail "step $id: $1 is no folder; move it away, then run this again" ;;
    undo) [ "$2" = none ] || [ -d "$1" ] || mkdir -m 700 -- "$1" || fail "cannot make the folder $1" ;;
  esac
}

file() { # PATH TEMPORARY NOW VALUE WAS VALUE MODE [OTHER NAME...]
  case $pass in
    archive) [ "$5" != file ] || [ -f "$here/blobs/$6" ] || fail "the archive is damaged: blobs/$6 is missing; nothing was touched" ;;
    check) is "$1" none - || is "$1" "$5" "$6" || is "$1" "$3" "$4" || fail "step $id: $1 was changed since; move it away, then run this again" ;;
    clear) rm -f -- "$2" || fail "cannot remove $2" ;;
    undo) restore "$@" || fail "cannot restore $1" ;;
  esac
}

restore() {
  path=$1 temporary=$2 was=$5 value=$6 mode=$7
  shift 7
  for other in "$@"; do
    if is "$other" file "$value"; then
      [ -L "$path" ] || [ ! "$path" -ef "$other" ] || return 0 # -ef follows links
      ln -- "$other" "$temporary" && mv -f -T -- "$temporary" "$path"
      return
    fi
  done
  if is "$path" "$was" "$value"; then return 0; fi
  case $was in
    none) rm -f -- "$path" ;;
    link) ln -s -- "$value" "$temporary" && mv -f -T -- "$temporary" "$path" ;;
    file) cp -- "$here/blobs/$value" "$temporary" && [ "$(sum_of "$temporary")" = "$value" ] && chmod -- "$mode" "$temporary" && mv -f -T -- "$temporary" "$path" ;;
  esac
}

unmake() { # PATH: a folder that was not there; one that holds something else stays
  [ "$pass" != undo ] || rmdir -- "$1" 2>/dev/null || :
}

settle() { # PATH MODE OWNER MTIME
  [ "$pass" = undo ] || return 0
  chown -h -- "$3" "$1" 2>/dev/null || [ "$user" != 0 ] || fail "cannot give $1 to $3"
  [ "$2" = - ] || chmod -- "$2" "$1" || fail "cannot set the mode of $1"
  touch -h -d "@$4" -- "$1" || fail "cannot set the time of $1"
}

note() { # EVENT [RECORD]
  printf '\n{"at":"%s","event":"%s"%s,"by":"rollback.sh"}\n' "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$1" "${2:+,\"record\":\"$2\"}" >>"$here/journal.jsonl" || fail "cannot write the journal; run this again"
}

is_alive() {
  if [ -d /proc/self ]; then [ -d "/proc/$1" ]; else kill -0 "$1" 2>/dev/null; fi
}

lock() {
  mine=$here/../lock.$$
  printf '%s -\n' "$$" >"$mine" || fail "cannot write to the archive's folder; nothing was touched"
  if ! ln -- "$mine" "$here/../lock" 2>/dev/null; then
    owner=
    read -r owner rest <"$here/../lock" || :
    if [ -n "$owner" ] && is_alive "$owner"; then
      rm -f -- "$mine"
      fail "process $owner is changing this estate; wait until it ends; nothing was touched"
    fi
    mv -f -T -- "$mine" "$here/../lock" || fail "cannot take over the lock of a dead process; nothing was touched"
  fi
  rm -f -- "$mine"
  trap 'rm -f -- "$here/../lock"' EXIT
  trap 'exit 1' HUP INT TERM
}

verify() {
  (cd -- "$here" && sha256sum -c --strict --status SHA256SUMS) || fail "the archive is damaged: rollback.sh, plan.json or root is not as it was; nothing was touched"
  for blob in "$here"/blobs/*; do
    [ -f "$blob" ] || continue
    [ "$(sum_of "$blob")" = "${blob##*/}" ] || fail "the archive is damaged: blobs/${blob##*/}; nothing was touched"
  done
  for record in "$@"; do
    name=${record##*/}
    name=${name%.sh}
    [ "$(sum_of "$record")" = "${name#*-}" ] || fail "the archive is damaged: steps/$name.sh; nothing was touched"
    [ -f "$here/steps/$name.json" ] || fail "the archive is damaged: steps/$name.json is missing; nothing was touched"
  done
  pass=archive
  for record in "$@"; do . "$record"; done
}

main() {
  here=$(cd -- "$(dirname -- "$0")" && pwd -P) || exit 1
  [ -f "$here/SHA256SUMS" ] || fail "there is no archive beside this script"
  root=$(cat -- "$here/root" && echo .) || exit 1
  root=${1-${root%.}}
  user=$(id -u)
  set --
  for record in "$here"/steps/*.sh; do
    [ ! -f "$record" ] || set -- "$record" "$@"
  done
  verify "$@"
  lock
  cd -- "$root" || fail "there is no estate at $root; say where it lies: sh rollback.sh ESTATE"
  for record in "$@"; do
    name=${record##*/}
    name=${name%.sh}
    pass=check
    . "$record"
    note undoing "$name"
    for pass in clear undo; do . "$record"; done
    note undone "$name"
    mv -f -T -- "$record" "$here/steps/undone/$name.sh" && mv -f -T -- "${record%.sh}.json" "$here/steps/undone/$name.json" || fail "cannot write to the archive; run this again"
    printf 'undone: %s\n' "$id"
  done
  note closed
  sync
  printf 'restored: %s, %s steps undone\n' "$root" "$#"
}

main "$@"
