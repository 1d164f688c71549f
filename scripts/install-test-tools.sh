#!/bin/bash
# Installs what the tests need: real clients, a peer to compare with, a database server, an S3 store, a browser. Skips what is there; safe to run again.
# The stable tools are installed as packages. The newest clients exist only in Debian's development suite: they are unpacked into .tools/,
# which git ignores, so that nothing of that suite reaches the system.
set -euo pipefail
cd "$(dirname "$0")/.."

packages=(skopeo podman buildah umoci docker-registry mmdebstrap chromium nginx-light postgresql python3-swift openssl zstd pigz rpm db-util gnupg ca-certificates libsqlite3-0 libzstd1 python3-prometheus-client python3-jsonschema python3-debian yara clamav-daemon in-toto notary)
# npm is wherever Node.js came from; Debian's own only where there is none.
command -v npm >/dev/null || packages+=(npm)
command -v node >/dev/null || packages+=(nodejs)
clients=(oras crane cosign notation gitleaks)
tools=$PWD/.tools

works() { "$tools/usr/bin/$1" version >/dev/null 2>&1; }

. scripts/apt.sh
mapfile -t missing < <(missing_packages "${packages[@]}")
if [ ${#missing[@]} -gt 0 ]; then
    echo "Installing ${missing[*]}"
    install_packages "${missing[@]}"
fi

# Debian's stable skopeo reads no signatures of Sigstore, and there may be no upx. The newest ones are linked with a newer C library, so they lie apart, with that, and are
# called skopeo-next and upx-ucl-next.
next=(skopeo upx-ucl libc6 libgcc-s1 libstdc++6 libucl1 zlib1g libgpgme45 libassuan9 libgpg-error0 libsqlite3-0)
next_works() { for program in skopeo upx-ucl; do "$tools/usr/bin/$program-next" --version >/dev/null 2>&1 || return; done; }

# Unpacks packages of the development suite: unpack FOLDER NAME...
unpack() {
    local folder=$1 apt=$tools/apt
    shift
    echo "Unpacking $* into .tools/"
    mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial" "$apt/debs" "$folder"
    site=$(apt-get indextargets --format '$(SITE)' 'Created-By: Packages' | grep -v -e security -e backports | head -1)
    echo "deb $site sid main" > "$apt/sources.list"
    sid=(apt-get -qq -o "Dir::Etc::sourcelist=$apt/sources.list" -o Dir::Etc::sourceparts=/dev/null -o "Dir::State::lists=$apt/lists" -o "Dir::Cache=$apt/cache"
        -o "APT::Sandbox::User=$(id -un)")
    retry "${sid[@]}" update
    (cd "$apt/debs" && retry "${sid[@]}" download "$@")
    for deb in "$apt"/debs/*.deb; do dpkg -x "$deb" "$folder"; done
    rm -rf "$apt"
}

absent=()
for client in "${clients[@]}"; do works "$client" || absent+=("$client"); done
[ ${#absent[@]} -eq 0 ] || unpack "$tools" "${absent[@]}"
if ! next_works; then
    unpack "$tools/next" "${next[@]}"
    for program in skopeo upx-ucl; do
        cat > "$tools/usr/bin/$program-next" <<'EOF'
#!/bin/sh
root=$(dirname "$(readlink -f "$0")")/../../next/usr
for loader in "$root"/lib/*/ld-linux*.so.*; do exec "$loader" --library-path "$(dirname "$loader")" "$root/bin/$(basename "$0" -next)" "$@"; done
EOF
        chmod +x "$tools/usr/bin/$program-next"
    done
fi

# Sigstore's clients in JavaScript, in the versions of the lock file; again only when that changed.
if ! cmp -s scripts/npm/package-lock.json "$tools/node/package-lock.json"; then
    echo "Installing Sigstore's JavaScript clients into .tools/node"
    mkdir -p "$tools/node"
    cp scripts/npm/package.json "$tools/node/"
    cp scripts/npm/package-lock.json "$tools/node/package-lock.json.new"
    mv "$tools/node/package-lock.json.new" "$tools/node/package-lock.json"
    (cd "$tools/node" && retry npm ci --ignore-scripts --no-audit --no-fund --loglevel=error) || { rm -f "$tools/node/package-lock.json"; exit 1; }
fi

wanting=$(missing_packages "${packages[@]}")
for client in "${clients[@]}"; do works "$client" || wanting+=" $client"; done
next_works || wanting+=" skopeo-next upx-ucl-next"
[ -z "$wanting" ] || { echo "plimsoll: the tests cannot run without:" $wanting "; install these by hand or look at the messages above" >&2; exit 1; }
