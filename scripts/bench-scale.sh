#!/usr/bin/env bash
# Fills a store with a million manifests and measures what must not become slow with them: docs/performance.md has the figures.
#   scripts/bench-scale.sh [--manifests N] [--engine sqlite|postgres|both] [--store DIR] ...      all options: scripts/bench-scale.sh --help
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/install-libraries.sh
case " $* " in *" postgres "* | *" both "*)
    . scripts/apt.sh
    mapfile -t missing < <(missing_packages postgresql)
    [ ${#missing[@]} -eq 0 ] || install_packages "${missing[@]}"
    ;;
esac
case " $* " in *" --help "* | *" --server "*) ;; *) make --no-print-directory build ;; esac
built=$(dotnet build bench/Plimsoll.Bench -c Release -v q -nologo 2>&1) || { echo "$built" >&2; exit 1; }
exec artifacts/bin/Plimsoll.Bench/release/Plimsoll.Bench million "$@"
