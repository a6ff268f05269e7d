#!/usr/bin/env bash
# Sees to it that Debian packages are there: installs those that are missing when root, else prints what to type.
# Usage: system_packages.sh "NEEDED NOW" ["ALSO NEEDED BY OTHER COMMANDS"]
# What other commands need is never a reason to stop, but stands on the printed line, so that it is typed once.
set -euo pipefail

missing() {
    local package
    for package in "$@"; do
        dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || echo "$package"
    done
}

if ! command -v dpkg-query >/dev/null; then
    echo "Inte Debian: se till att motsvarigheten till dessa paket finns: $1" >&2
    exit 0
fi
read -ra needed <<<"$1"
mapfile -t now < <(missing "${needed[@]}")
((${#now[@]})) || exit 0

if ((EUID)); then
    read -ra also <<<"${2:-}"
    mapfile -t later < <(missing "${also[@]}")
    echo "Systempaket saknas. Skriv detta och sedan samma make-kommando igen:" >&2
    echo "    sudo apt-get install --no-install-recommends ${now[*]} ${later[*]}" >&2
    exit 1
fi

echo "Installerar systempaket: ${now[*]}" >&2
log=$(mktemp)
trap 'rm -f "$log"' EXIT
export DEBIAN_FRONTEND=noninteractive
if ! { apt-get update && apt-get install --yes --no-install-recommends "${now[@]}"; } >"$log" 2>&1 </dev/null; then
    tail -n 20 "$log" >&2
    exit 1
fi
