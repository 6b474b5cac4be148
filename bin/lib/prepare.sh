# Sourced by the scripts in bin/: what a machine and a checkout need before Spirula runs.

export SPIRULA_HOME
SPIRULA_HOME=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)

say() { printf '%s\n' "$*" >&2; }
fail() { say "error: $*"; exit 1; }

require_toolchain() {
  local jdk="install a JDK 17 or newer, for instance: apt-get install openjdk-17-jdk-headless" said version
  command -v java >/dev/null || fail "no java on the PATH; $jdk"
  command -v javac >/dev/null || fail "java is on the PATH, but javac is not: that is a Java to run programs with only; $jdk"
  said=$(javac -version 2>&1) || fail "javac -version failed: $said; $jdk"
  [[ $said =~ javac\ ([0-9]+) ]] || fail "cannot tell the version of javac, it says: $said; $jdk"
  version=${BASH_REMATCH[1]}
  ((version >= 17)) || fail "javac on the PATH is version ${said#*javac }; $jdk and put it first on the PATH"
  command -v mvn >/dev/null || fail "no mvn on the PATH; install Maven, for instance: apt-get install maven"
}

# The sandbox's PostgreSQL comes as a binary for one kind of machine.
require_platform() {
  local platform
  platform="$(uname -s) $(uname -m)"
  [[ $platform == "Linux x86_64" ]] || fail "this machine is $platform; the sandbox runs on Linux x86_64 only, since there is no PostgreSQL binary for others. The services themselves run wherever Java 17 and librbd do"
}

# Installs Debian's Ceph, what unpacks PostgreSQL, and the packages named (each is called as its program is), unless they
# are there.
install_missing() {
  require_platform
  local wanted=(ceph-mon ceph-osd ceph-common librbd1 librados2 util-linux tar xz-utils "$@") missing=() package
  if ! command -v dpkg-query >/dev/null; then
    for package in ceph-mon ceph-osd ceph rbd setpriv setsid tar xz "$@"; do
      command -v "$package" >/dev/null || fail "$package is missing and this is not Debian; install Ceph 16 or newer, util-linux and xz"
    done
    return
  fi
  for package in "${wanted[@]}"; do
    [[ $(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null) == installed ]] || missing+=("$package")
  done
  ((${#missing[@]})) || return 0
  say "installing from Debian, without recommended packages: ${missing[*]}"
  as_root true || fail "that needs root; run this once: apt-get install --no-install-recommends ${missing[*]}"
  apt_install "${missing[@]}"
}

# promtool checks docs/monitoring.
fetch_promtool() {
  [[ -x $SPIRULA_HOME/target/tools/promtool ]] || command -v promtool >/dev/null || fetch_tool prometheus ./usr/bin/promtool
}

# libfaketime sets the clock of single services wrong.
fetch_libfaketime() {
  [[ -e $SPIRULA_HOME/target/tools/libfaketimeMT.so.1 ]] || fetch_tool libfaketime "./usr/lib/$(uname -m)-linux-gnu/faketime/libfaketimeMT.so.1"
}

# Of a package of Debian's one file is wanted: nothing is installed and no daemon is there to start.
fetch_tool() {
  local package=$1 file=$2 tools=$SPIRULA_HOME/target/tools
  say "fetching ${file##*/}: Debian's package $package is downloaded, not installed"
  mkdir -p "$tools/download"
  (
    cd "$tools/download"
    rm -f ./*.deb
    apt-get download -qq "$package" >&2 2>/dev/null || { as_root apt-get update -qq && apt-get download -qq "$package" >&2; }
    dpkg-deb --fsys-tarfile ./*.deb | tar -xf - "$file"
    mv "$file" "$tools/"
  ) || fail "${file##*/} cannot be fetched; put it into $tools, for instance from: apt-get download $package"
  rm -rf "$tools/download"
}

as_root() {
  if ((EUID == 0)); then "$@"; else sudo -n "$@"; fi
}

# The clusters are ours to start: no daemon of the packages may start now, nor at the next boot.
apt_install() (
  policy=/usr/sbin/policy-rc.d
  if [[ ! -e $policy ]]; then
    trap 'as_root rm -f "$policy"' EXIT
    printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
    as_root chmod 755 "$policy"
  fi
  as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >&2
  if command -v systemctl >/dev/null; then
    as_root systemctl disable --quiet ceph-crash.service 2>/dev/null || true
  fi
)

# Whether all that the sandbox starts is there.
is_packaged() {
  local service
  [[ -d $SPIRULA_HOME/sandbox/target/classes && -d $SPIRULA_HOME/sandbox/target/lib ]] || return 1
  [[ -d $SPIRULA_HOME/bench/target/classes && -d $SPIRULA_HOME/bench/target/lib ]] || return 1
  [[ -d $SPIRULA_HOME/sandbox/kafka-broker/target/lib && -e $SPIRULA_HOME/cli/target/spirula-cli.jar ]] || return 1
  for service in scheduler snapshot transfer restore; do
    compgen -G "$SPIRULA_HOME/$service-service/target/spirula-$service-service-*-exec.jar" >/dev/null || return 1
  done
}

# Packages all modules without running tests, unless nothing changed since the last time.
build_if_changed() {
  local stamp=$SPIRULA_HOME/target/packaged
  if is_packaged && [[ -e $stamp && -z $(cd "$SPIRULA_HOME" && find . \
      \( -name target -o -name .git -o -path ./bin -o -path ./docs \) -prune -o \
      -newer "$stamp" \( -name '*.java' -o -name pom.xml -o -path '*/src/main/*' \) -print -quit) ]]; then
    return
  fi
  say "building (once, until something changes)"
  mkdir -p "$SPIRULA_HOME/target"
  touch "$stamp.begun"
  (cd "$SPIRULA_HOME" && mvn -B -q -ntp -Pquick -DskipTests package >&2)
  mv "$stamp.begun" "$stamp"
}

sandbox_java() {
  exec java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx128m \
    -cp "$SPIRULA_HOME/sandbox/target/classes:$SPIRULA_HOME/sandbox/target/lib/*" "$@"
}
