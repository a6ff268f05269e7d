#!/usr/bin/env bash
# Runs a command with DATABASE_URL pointing at a PostgreSQL cluster made for it and removed after it,
# also when it is interrupted. The cluster listens on a socket in a private folder and on no network port.
# Usage: with_postgresql.sh COMMAND [ARGUMENT...]
set -euo pipefail

bin=$(find /usr/lib/postgresql -path '*/bin/postgres' 2>/dev/null | sort -V | tail -n 1)
bin=${bin%/postgres}
if [ -z "$bin" ]; then
    echo "PostgreSQL is missing: apt-get install postgresql" >&2
    exit 1
fi

# A socket's path may hold 107 characters, so the folder is in the shortest place there is.
folder=$(mktemp --directory /tmp/pg.XXXXXX)
server='' command=''

clean_up() {
    trap '' INT TERM HUP
    [ -z "$command" ] || kill -TERM -- "-$command" 2>/dev/null || true
    [ -z "$server" ] || { kill -INT "$server" && wait "$server"; } 2>/dev/null || true
    rm -rf "$folder"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# The kernel stops the server together with this script, even when the script is killed outright.
owner=(env --chdir="$folder" setpriv --pdeathsig INT)
if [ "$(id -u)" -eq 0 ]; then # the server refuses to run as root
    chown postgres "$folder"
    owner+=(--reuid=postgres --regid=postgres --clear-groups)
fi

"${owner[@]}" "$bin/initdb" --pgdata="$folder/data" --username=test --auth=trust --encoding=UTF8 \
    --locale=C.UTF-8 --no-sync >/dev/null

set -m # process groups of their own: Ctrl-C reaches this script first, which ends the command, then the server
"${owner[@]}" "$bin/postgres" -D "$folder/data" -k "$folder" -c listen_addresses= -c fsync=off \
    -c synchronous_commit=off -c full_page_writes=off >"$folder/log" 2>&1 &
server=$!
for _ in {1..100}; do
    "$bin/pg_isready" --quiet --host="$folder" && break
    sleep 0.1
done
"$bin/pg_isready" --quiet --host="$folder" || { cat "$folder/log" >&2; exit 1; }

DATABASE_URL="postgres://test@/$folder/postgres" "$@" &
command=$!
wait "$command"
