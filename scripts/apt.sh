# Sourced by the install scripts: apt-get as root or through sudo, patient with other users of the package database and with the network.

root=
if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || { echo "plimsoll: system packages are missing and only root may install them; become root or install sudo, then run this again" >&2; exit 1; }
    root=sudo
fi

retry() {
    for pause in 2 8 20; do
        "$@" && return
        echo "plimsoll: '$*' failed; trying again in $pause s" >&2
        sleep "$pause"
    done
    "$@"
}

# Prints those of the named packages that are not installed.
missing_packages() {
    local name
    for name in "$@"; do
        [ "$(dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null)" = installed ] || echo "$name"
    done
}

# Installs the named packages and starts none of their services: a registry or web server that came up by itself would take the ports of the tests.
install_packages() {
    local policy=/usr/sbin/policy-rc.d
    if [ ! -e $policy ]; then
        printf '#!/bin/sh\nexit 101\n' | $root tee $policy >/dev/null
        $root chmod 755 $policy
        trap '$root rm -f /usr/sbin/policy-rc.d' EXIT
    fi
    retry $root apt-get -qq -o DPkg::Lock::Timeout=300 update
    retry $root env DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends -o DPkg::Lock::Timeout=300 install "$@" >/dev/null
}
