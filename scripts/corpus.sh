#!/bin/bash
# Holds the inspection to a folder of images with known content: scripts/corpus.sh DIR, OCI layouts DIR/NAME (tag 1) with DIR/NAME.truth.json. Prints recall and precision.
set -euo pipefail
PLIMSOLL_CORPUS=$(realpath "$1")
cd "$(dirname "$0")/.."
export PLIMSOLL_CORPUS TESTINGPLATFORM_TELEMETRY_OPTOUT=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
dotnet build tests/Plimsoll.Tests -c Release -v quiet -nologo
results=$(mktemp)
trap 'rm -f "$results"' EXIT
status=0
artifacts/bin/Plimsoll.Tests/release/Plimsoll.Tests --no-progress --no-ansi --output detailed --filter-class "*.CorpusTests" >"$results" 2>&1 || status=$?
grep -E "^ *(corpus |failed|passed)|(missing|not there|not installed) " "$results"
exit $status
