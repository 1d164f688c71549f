#!/usr/bin/env bash
# How many pairs of versions one core compares in a second: docs/performance.md has the figures.
#   scripts/bench-versions.sh
set -euo pipefail
cd "$(dirname "$0")/.."

built=$(dotnet build bench/Plimsoll.Bench -c Release -v q -nologo 2>&1) || { echo "$built" >&2; exit 1; }
exec artifacts/bin/Plimsoll.Bench/release/Plimsoll.Bench versions "$@"
