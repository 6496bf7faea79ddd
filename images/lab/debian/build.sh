#!/bin/sh
# build.sh TAG [CACHE_DIR]: the lab's Debian 12 base image, made with debootstrap where no image registry answers.
# Does nothing when TAG exists. Exit: 0 done, 1 failed, 3 this host cannot do it, 64 wrong usage.
set -eu

SUITE=bookworm
PACKAGES=ca-certificates,busybox,tini,wget
MAX_AGE_DAYS=30

say() { printf 'lab-debian: %s\n' "$*" >&2; }
fail() { code=$1; shift; say "$*"; exit "$code"; }

[ $# -ge 1 ] && [ $# -le 2 ] || fail 64 "usage: build.sh TAG [CACHE_DIR]"
tag=$1
cache=${2:-${TMPDIR:-/tmp}}

docker image inspect "$tag" >/dev/null 2>&1 && { say "$tag exists"; exit 0; }
docker version >/dev/null 2>&1 || fail 3 "no Docker Engine answers: start it (systemctl start docker)"
command -v debootstrap >/dev/null || fail 3 "debootstrap is missing: apt-get install --no-install-recommends debootstrap"
[ "$(id -u)" = 0 ] || fail 3 "debootstrap needs root: run it with sudo"

mkdir -p "$cache"
cache=$(cd "$cache" && pwd -P)

# The root filesystem lives on a tmpfs in a mount namespace of its own, which dies with this shell: nothing is left, even after kill -9.
if [ -z "${SUTAZAI_LAB_PART:-}" ]; then
  unshare --mount true 2>/dev/null || fail 3 "mount namespaces are not allowed here: run it on the host, or in a privileged container"
  find "$cache" -maxdepth 1 -name 'lab-debian-part-*' -mmin +60 -exec rm -rf {} +
  SUTAZAI_LAB_PART=$(mktemp -d "$cache/lab-debian-part-XXXXXX")
  export SUTAZAI_LAB_PART
  setpriv --pdeathsig KILL unshare --mount --pid --fork --kill-child=KILL --mount-proc sh "$0" "$@" &
  child=$!
  trap 'rm -rf "$SUTAZAI_LAB_PART"' EXIT
  trap 'kill -KILL "$child" 2>/dev/null; exit 143' TERM INT HUP
  code=0
  wait "$child" || code=$?
  exit "$code"
fi
part=$SUTAZAI_LAB_PART

started=$(date +%s)
sources=$(cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources 2>/dev/null || true)
uri() { printf '%s\n' "$sources" | grep -oE 'https?://[^] ]+' | grep -E "$1" | head -n 1 | sed 's,/*$,,'; }
mirror=; security=
if grep -q '^ID=debian$' /etc/os-release 2>/dev/null; then
  mirror=$(uri '/debian/?$' || true)
  security=$(uri 'debian-security/?$' || true)
fi

host_cas=/usr/local/share/ca-certificates
key=$({ cat "$0"; printf '%s\n' "$mirror" "$security"; cat "$host_cas"/*.crt 2>/dev/null || true; } | sha256sum | cut -c1-12)
tarball=$cache/lab-debian-$SUITE-$key.tar

# A company's mirrors reach the builds through the base; an address with credentials in it does not go into an image.
set --
for name in PIP_INDEX_URL GOPROXY GOSUMDB NPM_CONFIG_REGISTRY; do
  value=$(printenv "$name" || true)
  case $value in '') ;; *@* | *[[:space:]]*) say "$name has credentials or blanks: not carried into the image" ;; *) set -- "$@" --change "ENV $name=$value" ;; esac
done

import() {
  archive=$1
  shift
  docker import "$@" \
    --change 'ENV LANG=C.UTF-8 PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' \
    --change 'ENV SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt PIP_CERT=/etc/ssl/certs/ca-certificates.crt NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt REQUESTS_CA_BUNDLE=/etc/ssl/certs/ca-certificates.crt' \
    --change 'LABEL sutazai.lab=true' \
    --change 'CMD ["/bin/sh"]' \
    "$archive" "$tag" >/dev/null
  say "$tag ready after $(($(date +%s) - started)) s"
}

if [ -n "$(find "$tarball" -mtime "-$MAX_AGE_DAYS" 2>/dev/null)" ]; then
  say "using $tarball"
  import "$tarball" "$@"
  exit 0
fi

# Not inside the cache: debootstrap fails in a path with a space.
case $part in /mnt/*) point=/media ;; *) point=/mnt ;; esac
mount -t tmpfs -o size=1500m,mode=755 lab-debian "$point"
root=$point/root

say "1/4 debootstrap $SUITE${mirror:+ from $mirror} (about 30 s)"
# shellcheck disable=SC2086
debootstrap --variant=minbase --include="$PACKAGES" "$SUITE" "$root" $mirror >"$part/log" 2>&1 ||
  { tail -n 15 "$part/log" >&2; fail 1 "debootstrap failed"; }

say "2/4 security updates"
[ -n "$mirror" ] || mirror=$(awk '$1 == "deb" { print $2; exit }' "$root/etc/apt/sources.list")
[ -n "$security" ] || security=${mirror%/debian*}/debian-security
cat >"$root/etc/apt/sources.list" <<LIST
deb $mirror $SUITE main
deb $mirror $SUITE-updates main
deb $security $SUITE-security main
LIST
cat >"$root/etc/apt/apt.conf.d/90lab" <<'CONF'
APT::Install-Recommends "false";
Acquire::Languages "none";
Acquire::Retries "3";
Dir::Cache::pkgcache "";
Dir::Cache::srcpkgcache "";
DPkg::Post-Invoke { "rm -f /var/cache/apt/archives/*.deb /var/cache/apt/archives/partial/*.deb || true"; };
CONF
cat >"$root/etc/dpkg/dpkg.cfg.d/90lab" <<'CONF'
force-unsafe-io
path-exclude /usr/share/doc/*
path-include /usr/share/doc/*/copyright
path-exclude /usr/share/man/*
path-exclude /usr/share/info/*
path-exclude /usr/share/locale/*
path-exclude /usr/share/lintian/*
CONF
printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
chmod 755 "$root/usr/sbin/policy-rc.d"
inside() { DEBIAN_FRONTEND=noninteractive chroot "$root" "$@" >>"$part/log" 2>&1 || { tail -n 15 "$part/log" >&2; fail 1 "failed: $*"; }; }
inside apt-get update
inside apt-get -y upgrade

say "3/4 certificates of this host, trimming"
for crt in "$host_cas"/*.crt; do
  [ -f "$crt" ] && cp -L "$crt" "$root/usr/local/share/ca-certificates/"
done
inside update-ca-certificates
printf 'tries = 1\nhsts = off\n' >>"$root/etc/wgetrc"
inside apt-get clean
find "$root/usr/share/doc" -type f ! -name copyright -delete
rm -rf "$root"/usr/share/man/* "$root"/usr/share/info/* "$root"/usr/share/locale/* "$root"/usr/share/lintian \
  "$root"/var/lib/apt/lists/* "$root"/var/cache/apt/*.bin "$root"/var/cache/debconf/*-old "$root"/var/log/*.log \
  "$root"/var/log/apt/* "$root"/tmp/* "$root"/etc/hostname "$root"/etc/resolv.conf "$root"/etc/machine-id
find "$root/usr/share/doc" -type d -empty -delete

say "4/4 import"
tar -C "$root" --numeric-owner --one-file-system -cf "$part/tar" .
mv "$part/tar" "$tarball"
import "$tarball" "$@"
