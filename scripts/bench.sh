#!/usr/bin/env bash
# Measures out/plimsoll against Debian's docker-registry, nginx and a bare Kestrel endpoint in one run: bench/README.md says how to read it.
#   scripts/bench.sh [--quick] [--workloads a,b] [--json FILE] ...      all options: scripts/bench.sh --help
#   scripts/bench.sh --engine cluster --peer-s3 ...                     the same on PostgreSQL and S3; a whole run without --engine ends with a short one of these
#   SERVER=program scripts/bench.sh                                     measures another build; SERVER=docker-registry checks the bench itself
set -euo pipefail
cd "$(dirname "$0")/.."
tools=$PWD/.tools/bench

# Unpacks a Debian package below .tools: installing it would start a service on its usual port.
unpack() {
    local package=$1 folder
    folder=$(mktemp -d)
    (cd "$folder" && { apt-get -qq download "$package" || { as_root apt-get -qq update && apt-get -qq download "$package"; }; } 2>&1) >&2
    mkdir -p "$tools"
    dpkg -x "$folder"/*.deb "$tools"
    rm -r "$folder"
}

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

# Prints the path of a program, after unpacking its package when it is nowhere.
program() {
    local name=$1 package=$2 place
    place=$(PATH=$tools/usr/bin:$tools/usr/sbin:$PATH:/usr/sbin command -v "$name") || {
        unpack "$package"
        place=$(PATH=$tools/usr/bin:$tools/usr/sbin command -v "$name")
    }
    echo "$place"
}

case " $* " in *" --help "*) ;; *)
    [ -n "${SERVER:-}" ] || { make --no-print-directory build && SERVER=out/plimsoll; }
    peer=$(program docker-registry docker-registry)
    nginx=$(program nginx nginx)
    case " $* " in
    *" cluster "* | *" --peer-s3 "*) clustered=yes ;;
    *" --no-cluster "* | *" embedded "* | *" --workloads "*) clustered= ;;
    *) clustered=yes ;;
    esac
    if [ -n "$clustered" ]; then
        . scripts/apt.sh
        mapfile -t missing < <(missing_packages postgresql python3-swift)
        [ ${#missing[@]} -eq 0 ] || install_packages "${missing[@]}"
    fi
    PATH=$PATH:$(dirname "$(program openssl openssl)")
    set -- --server "$SERVER" --peer "$peer" --nginx "$nginx" "$@"
    ;;
esac

built=$(dotnet build bench/Plimsoll.Bench -c Release -v q -nologo 2>&1) || { echo "$built" >&2; exit 1; }
exec artifacts/bin/Plimsoll.Bench/release/Plimsoll.Bench "$@"
