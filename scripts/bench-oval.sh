#!/usr/bin/env bash
# Parses and evaluates OVAL definitions about packages: docs/oval.md has the figures.
#   scripts/bench-oval.sh [DEFINITIONS]      default 40000
set -euo pipefail
cd "$(dirname "$0")/.."

built=$(dotnet build bench/Plimsoll.Bench -c Release -v q -nologo 2>&1) || { echo "$built" >&2; exit 1; }
exec artifacts/bin/Plimsoll.Bench/release/Plimsoll.Bench oval "$@"
