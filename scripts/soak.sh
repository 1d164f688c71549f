#!/usr/bin/env bash
# Pushes, moves, deletes and collects for as long as is wished, kills servers meanwhile, and looks whether anything was lost: docs/reliability.md says what comes of it.
#   scripts/soak.sh [--minutes N] [--part clustered|single|both] [--kill SECONDS] ...      all options: scripts/soak.sh --help
set -euo pipefail
cd "$(dirname "$0")/.."

. scripts/apt.sh
mapfile -t missing < <(missing_packages postgresql python3-swift)
[ ${#missing[@]} -eq 0 ] || install_packages "${missing[@]}"
scripts/install-libraries.sh
built=$(dotnet build bench/Plimsoll.Bench -c Release -v q -nologo 2>&1) || { echo "$built" >&2; exit 1; }
exec artifacts/bin/Plimsoll.Bench/release/Plimsoll.Bench soak "$@"
