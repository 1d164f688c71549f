#!/bin/bash
# Feeds every parser of foreign bytes with damaged files: scripts/fuzz.sh [CASES] [PART], 100,000 for each parser unless told. Prints what each took.
# PART: content (what images and advisories hold) or trust (signatures, and requests to the trust services); both unless told.
set -euo pipefail
cd "$(dirname "$0")/.."
export TESTINGPLATFORM_TELEMETRY_OPTOUT=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 PLIMSOLL_FUZZ_CASES=${1:-100000}
case ${2:-all} in
    all) parts=(Plimsoll.Tests.Fuzzing Plimsoll.Tests.Trust.Fuzzing) ;;
    content) parts=(Plimsoll.Tests.Fuzzing) ;;
    trust) parts=(Plimsoll.Tests.Trust.Fuzzing) ;;
    *) echo "plimsoll: '$2' is no part; content or trust" >&2; exit 2 ;;
esac
dotnet build tests/Plimsoll.Tests -c Release -v quiet -nologo
results=$(mktemp)
trap 'rm -f "$results"' EXIT
status=0
artifacts/bin/Plimsoll.Tests/release/Plimsoll.Tests --no-progress --no-ansi --output detailed --filter-namespace "${parts[@]}" >"$results" 2>&1 || status=$?
grep -E "^ *(fuzz|failed|case) " "$results" | sort || true
awk '$1 == "fuzz" {parsers++; cases += $2} END {print parsers, "parsers,", cases, "cases"}' "$results"
[ $status -eq 0 ] || tail -50 "$results"
exit $status
