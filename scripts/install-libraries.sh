#!/bin/bash
# Installs the system libraries that the program loads, where they are missing.
set -euo pipefail
cd "$(dirname "$0")/.."

known=$(PATH=$PATH:/sbin:/usr/sbin ldconfig -p)
missing=()
[[ $known == *libsqlite3.so.0* ]] || missing+=(libsqlite3-0)
[[ $known == *libzstd.so.1* ]] || missing+=(libzstd1)
[ ${#missing[@]} -eq 0 ] && exit 0

. scripts/apt.sh
echo "Installing ${missing[*]}"
install_packages "${missing[@]}"
