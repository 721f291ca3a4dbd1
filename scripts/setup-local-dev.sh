#!/usr/bin/env bash
# PostgreSQL, NATS JetStream and Redis for `npm run start:split` on this machine: installs them where they are missing,
# starts them, and prints what to export, so that this does it all:
#
#   eval "$(scripts/setup-local-dev.sh)" && npm run start:split
#
# By Docker Compose where an engine answers, else by apt on Debian and Ubuntu, as root or by sudo. Safe to repeat.
# These are servers of this project alone, with their data in .data/local-dev; those of the system are left as they are.
#
#   --docker   only by Docker        --native   without Docker        --stop   stops them; their data stays
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
data="$root/.data/local-dev"
postgres_port="${LOCAL_POSTGRES_PORT:-55432}"
nats_port="${LOCAL_NATS_PORT:-54222}"
redis_port="${LOCAL_REDIS_PORT:-56379}"
PATH="$PATH:/usr/sbin:/usr/local/sbin"

main() {
  case "${1:-}" in
    --stop) stop_all ;;
    --docker) start_by_docker ;;
    --native) start_natively ;;
    '') if docker_answers; then start_by_docker; else start_natively; fi ;;
    *) fail "Usage: $0 [--docker | --native | --stop]" ;;
  esac
}

say() { echo "  $*" >&2; }
fail() {
  echo "$*" >&2
  exit 1
}

print_exports() {
  echo "export DATABASE_URL=postgres://ecc:ecc@127.0.0.1:$postgres_port/ecc"
  echo "export NATS_URL=nats://127.0.0.1:$nats_port"
  echo "export REDIS_URL=redis://127.0.0.1:$redis_port"
}

# ---- by Docker

docker_answers() { docker info >/dev/null 2>&1 && docker compose version >/dev/null 2>&1; }

start_by_docker() {
  docker_answers || fail 'No Docker engine with Compose answers here. Start it, or use --native.'
  say 'Starting PostgreSQL, NATS, Redis and Mailpit by Docker Compose'
  docker compose --project-directory "$root" up --detach --wait >&2
  print_exports
  say "Mail is shown at http://localhost:${LOCAL_MAIL_PAGE_PORT:-58025} with SMTP_URL=smtp://127.0.0.1:${LOCAL_SMTP_PORT:-51025}"
}

# ---- by programs of this machine

start_natively() {
  install_missing
  mkdir -p "$data"
  start_postgres
  start_nats
  start_redis
  print_exports
}

install_missing() {
  local packages=()
  [ -n "$(postgres_programs)" ] || packages+=(postgresql)
  command -v nats-server >/dev/null || packages+=(nats-server)
  command -v redis-server >/dev/null || packages+=(redis-server)
  if [ ${#packages[@]} -gt 0 ]; then
    command -v apt-get >/dev/null || fail "Missing here: ${packages[*]}. Install them, or start a Docker engine."
    say "Installing ${packages[*]}"
    as_root apt-get update -qq >&2
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${packages[@]}" >&2
  fi
  local version
  version="$("$(postgres_programs)/postgres" --version | sed -E 's/[^0-9]*([0-9]+).*/\1/')"
  [ "$version" -ge 15 ] || fail "PostgreSQL 15 or later is needed, and this is $version: see https://wiki.postgresql.org/wiki/Apt"
}

as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    fail "Run as root, or install sudo: $*"
  fi
}

# The folder of the newest initdb, pg_ctl and postgres; Debian keeps them out of PATH.
postgres_programs() {
  local newest
  newest="$(ls -d /usr/lib/postgresql/*/bin/initdb 2>/dev/null | sort --version-sort | tail -n 1)"
  [ -n "$newest" ] || newest="$(command -v initdb || true)"
  [ -z "$newest" ] || dirname "$newest"
}

# PostgreSQL refuses to run as root, which lends it the system user that its package brought.
as_postgres() {
  if [ "$(id -u)" = 0 ]; then
    (cd / && runuser -u postgres -- "$@")
  else
    "$@"
  fi
}

start_postgres() {
  local programs cluster="$data/postgres"
  programs="$(postgres_programs)"
  if [ ! -f "$cluster/PG_VERSION" ]; then
    say "Creating a database cluster in $cluster"
    mkdir -p "$cluster"
    chmod 700 "$cluster"
    if [ "$(id -u)" = 0 ]; then
      chown postgres: "$cluster"
      let_pass "$data"
    fi
    echo ecc >"$data/password"
    as_postgres "$programs/initdb" -D "$cluster" --username=ecc --auth=scram-sha-256 --pwfile="$data/password" \
      --encoding=UTF8 --locale=C.UTF-8 >/dev/null
    rm "$data/password"
  fi
  if as_postgres "$programs/pg_ctl" -D "$cluster" status >/dev/null; then
    say "PostgreSQL runs on port $postgres_port"
  else
    require_free "$postgres_port" LOCAL_POSTGRES_PORT
    as_postgres "$programs/pg_ctl" -D "$cluster" -l "$cluster/server.log" -w start >/dev/null \
      -o "-p $postgres_port -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c max_connections=200" ||
      fail "PostgreSQL did not start: see $cluster/server.log"
    say "PostgreSQL started on port $postgres_port"
  fi
  PGPASSWORD=ecc "$programs/createdb" -h 127.0.0.1 -p "$postgres_port" -U ecc ecc 2>/dev/null ||
    PGPASSWORD=ecc "$programs/psql" -h 127.0.0.1 -p "$postgres_port" -U ecc -d ecc -qtc 'select 1' >/dev/null
}

# Lets other users pass through (not list) the folders above the data; root's own are often closed.
let_pass() {
  local folder="$1"
  while [ "$folder" != / ]; do
    runuser -u postgres -- test -x "$folder" || {
      say "Letting the user postgres pass through $folder (chmod o+x)"
      chmod o+x "$folder"
    }
    folder="$(dirname "$folder")"
  done
}

start_nats() {
  start_server NATS nats "$nats_port" LOCAL_NATS_PORT \
    nats-server --addr 127.0.0.1 --port "$nats_port" --jetstream --store_dir "$data/nats" --log "$data/nats.log"
}

start_redis() {
  # Rate limits and presence only: nothing here has to outlive a restart.
  start_server Redis redis "$redis_port" LOCAL_REDIS_PORT \
    redis-server --bind 127.0.0.1 --port "$redis_port" --save '' --dir "$data" --logfile "$data/redis.log"
}

# Starts a server that stays when this script and its terminal end.
start_server() {
  local title="$1" name="$2" port="$3" variable="$4"
  shift 4
  if is_running "$name"; then
    say "$title runs on port $port"
    return
  fi
  require_free "$port" "$variable"
  nohup "$@" </dev/null >/dev/null 2>&1 &
  echo $! >"$data/$name.pid"
  local attempt
  for attempt in $(seq 100); do
    if answers "$port"; then
      say "$title started on port $port"
      return
    fi
    is_running "$name" || break
    sleep 0.1
  done
  fail "$title did not start: see $data/$name.log"
}

is_running() {
  local pid
  pid="$(cat "$data/$1.pid" 2>/dev/null)" || return 1
  # The number may be another program's by now.
  ps -p "$pid" -o args= 2>/dev/null | grep -q "$1-server"
}

answers() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

require_free() {
  if answers "$1"; then fail "Port $1 is taken: stop what has it, or choose another: $2=$(($1 + 1)) $0"; fi
}

stop_all() {
  local name cluster="$data/postgres"
  for name in nats redis; do
    if is_running "$name"; then
      kill "$(cat "$data/$name.pid")"
      say "$name stopped"
    fi
    rm -f "$data/$name.pid"
  done
  if [ -f "$cluster/postmaster.pid" ]; then
    as_postgres "$(postgres_programs)/pg_ctl" -D "$cluster" -m fast -w stop >/dev/null && say 'PostgreSQL stopped'
  fi
  if docker_answers; then docker compose --project-directory "$root" stop >&2; fi
}

main "$@"
