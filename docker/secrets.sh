#!/bin/sh
# Makes each secret once, in a volume that is mounted only where it is needed; what is there stays as it is.
# The files are named after the properties that they set.
set -eu
cd /secrets

make_once() {
  [ -s "$1" ] && return
  head -c 24 /dev/urandom | od -An -v -tx1 | tr -d ' \n' >"$1.new"
  publish "$1"
}

share() {
  cp "$1" "$2.new"
  publish "$2"
}

# whole or not at all; readable by whatever user runs in the container that mounts the volume
publish() {
  chmod 444 "$1.new"
  mv -f "$1.new" "$1"
}

make_once postgres/postgres.password
for service in scheduler snapshot transfer restore; do
  make_once "postgres/$service.password"
  share "postgres/$service.password" "$service/spring.datasource.password"
done
make_once admin/token
share admin/token scheduler/spirula.security.bootstrap-admin-token
