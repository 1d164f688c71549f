#!/usr/bin/env bash
# Holds what is found in images against what people said of it: docs/vulns.md has the figures.
#   scripts/label-corpus.sh
set -euo pipefail
cd "$(dirname "$0")/.."

built=$(dotnet build tests/Plimsoll.Tests -c Release -v q -nologo 2>&1) || { echo "$built" >&2; exit 1; }
TESTINGPLATFORM_TELEMETRY_OPTOUT=1 exec artifacts/bin/Plimsoll.Tests/release/Plimsoll.Tests --no-progress --no-ansi --output Detailed --filter-class "*LabelCorpusTests"
