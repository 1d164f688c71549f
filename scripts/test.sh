#!/bin/bash
# Installs what is missing, builds once, runs every test and the format check. Ends with one line that counts over both test programs.
set -euo pipefail
cd "$(dirname "$0")/.."
export TESTINGPLATFORM_TELEMETRY_OPTOUT=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

scripts/install-test-tools.sh
# One compiler for all projects halves the time; it would outlive the build and keep this script's output open, so it is ended.
dotnet build Plimsoll.slnx -c Release -p:RestoreLockedMode=true -p:UseSharedCompilation=true -v quiet -nologo
dotnet build-server shutdown --vbcscompiler >/dev/null

# The output is saved first and counted afterwards: a pipe would hide the exit code.
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
status=0
unsteady=0

# Runs a test program. What fails is run once more when everything else is over: a busy machine is no defect of ours. What passes then is named and
# counted as unsteady, so that it gets mended; more than a handful is no accident and fails at once.
run() {
    local project=$1 program=artifacts/bin/$1/release/$1 names
    shift
    echo "== $project"
    if "$program" --no-progress --no-ansi "$@" >"$results/$project" 2>&1; then cat "$results/$project"; return; fi
    cat "$results/$project"
    mapfile -t names < <(sed -nE 's/^failed (\[Test Class Cleanup Failure \()?([A-Za-z0-9_.+]+).*/\2/p' "$results/$project" | sort -u)
    if [ "${#names[@]}" -eq 0 ] || [ "${#names[@]}" -gt 5 ]; then status=1; return; fi
    echo "== $project, once more: ${names[*]}"
    if "$program" --no-progress --no-ansi --filter-method "${names[@]}" >"$results/again" 2>&1; then
        local failed
        failed=$(awk '/^ *failed: /{print $2}' "$results/$project")
        sed -i "s/^\( *failed: \).*/\10/" "$results/$project"
        unsteady=$((unsteady + failed))
        printf 'UNSTEADY, passed only when run again: %s\n' "${names[@]}"
    else
        cat "$results/again"
        status=1
    fi
    rm "$results/again"
}

for project in Plimsoll.Tests Plimsoll.Server.Tests; do run "$project" "$@"; done

echo "== format"
# Style and analyzers were part of the build, as errors.
dotnet format whitespace Plimsoll.slnx --no-restore --verify-no-changes || status=$?

awk '/^ *failed: /{failed+=$2} /^ *succeeded: /{passed+=$2} /^ *skipped: /{skipped+=$2}
    END{printf "%d passed, %d failed, %d skipped, %d passed only when run again\n", passed, failed, skipped, unsteady}' unsteady="$unsteady" "$results"/*
exit $status
