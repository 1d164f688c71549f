#!/bin/bash
# Installs what is missing, builds once, runs every test and the format check. Ends with one line that counts over both test programs.
set -euo pipefail
cd "$(dirname "$0")/.."
export TESTINGPLATFORM_TELEMETRY_OPTOUT=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

scripts/install-test-tools.sh
dotnet build Plimsoll.slnx -c Release -p:RestoreLockedMode=true -v quiet -nologo

# The output is saved first and counted afterwards: a pipe would hide the exit code.
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
status=0
for project in Plimsoll.Tests Plimsoll.Server.Tests; do
    echo "== $project"
    "artifacts/bin/$project/release/$project" --no-progress --no-ansi "$@" >"$results/$project" 2>&1 || status=$?
    cat "$results/$project"
done

echo "== format"
dotnet format Plimsoll.slnx --no-restore --verify-no-changes || status=$?

awk '/^ *failed: /{failed+=$2} /^ *succeeded: /{passed+=$2} /^ *skipped: /{skipped+=$2}
    END{printf "%d passed, %d failed, %d skipped\n", passed, failed, skipped}' "$results"/*
exit $status
