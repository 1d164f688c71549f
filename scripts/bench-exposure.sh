#!/usr/bin/env bash
# Fills a store with a million images of 265 packages and asks which of them a vulnerability reaches: docs/performance.md has the figures.
#   scripts/bench-exposure.sh [--images N] [--engine sqlite|postgres|both] ...      all options: scripts/bench-exposure.sh --help
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/install-libraries.sh
case " $* " in *" sqlite "*) ;; *)
    . scripts/apt.sh
    mapfile -t missing < <(missing_packages postgresql)
    [ ${#missing[@]} -eq 0 ] || install_packages "${missing[@]}"
    ;;
esac
built=$(dotnet build bench/Plimsoll.Bench -c Release -v q -nologo 2>&1) || { echo "$built" >&2; exit 1; }
exec artifacts/bin/Plimsoll.Bench/release/Plimsoll.Bench exposure "$@"
