#!/usr/bin/env bash
# Entries in a second that the transparency log takes, the time that the verification of a bundle lasts, and what verification adds to a push: docs/performance.md has the figures.
#   scripts/bench-trust.sh [FOLDER]      a folder on a real disk for the data; default: artifacts/
set -euo pipefail
cd "$(dirname "$0")/.."

make -s build
built=$(dotnet build bench/Plimsoll.Bench -c Release -v q -nologo 2>&1) || { echo "$built" >&2; exit 1; }
exec artifacts/bin/Plimsoll.Bench/release/Plimsoll.Bench trust "$PWD/out/plimsoll" "${1:-$PWD/artifacts}"
