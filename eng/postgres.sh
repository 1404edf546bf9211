#!/bin/bash
# PostgreSQL for tests: installs Debian's, and runs a throw-away server from its binaries.
#
#   eng/postgres.sh ensure        install PostgreSQL with apt-get, unless /usr/lib/postgresql has it
#   eng/postgres.sh start FOLDER  start a server in a new FOLDER; print an administrator's connection string (SPAWNER_TEST_POSTGRES)
#   eng/postgres.sh stop FOLDER   stop it and delete FOLDER
#
# Sourced, it offers the functions postgres_ensure, postgres_start and postgres_stop.

postgres_fail() {
  echo "postgres: $*" >&2
  return 1
}

# The newest version's programs.
postgres_bin() {
  local initdb
  initdb=$(find /usr/lib/postgresql -mindepth 3 -maxdepth 3 -path "*/bin/initdb" 2>/dev/null | sort -V | tail -n 1)
  [ -n "$initdb" ] && dirname "$initdb"
}

postgres_as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  else
    sudo -n "$@"
  fi
}

# PostgreSQL refuses to run as root; the package has made the user.
postgres_as_user() {
  if [ "$(id -u)" -eq 0 ]; then
    setpriv --reuid=postgres --regid=postgres --init-groups "$@"
  else
    "$@"
  fi
}

postgres_ensure() {
  if postgres_bin >/dev/null; then
    return 0
  fi
  command -v apt-get >/dev/null ||
    { postgres_fail "found neither /usr/lib/postgresql nor apt-get. Install PostgreSQL, or set SPAWNER_TEST_POSTGRES to an administrator's connection string."; return 1; }
  if [ "$(id -u)" -ne 0 ] && ! sudo -n true 2>/dev/null; then
    postgres_fail "not installed, and neither root nor sudo without a password. Run 'apt-get install postgresql' as root, or set SPAWNER_TEST_POSTGRES."
    return 1
  fi
  # The package would create and start a server of its own.
  postgres_as_root sh -c 'mkdir -p /etc/postgresql-common &&
    { grep -qs "^create_main_cluster" /etc/postgresql-common/createcluster.conf ||
      echo "create_main_cluster = false" >> /etc/postgresql-common/createcluster.conf; }' || return 1
  {
    postgres_as_root apt-get update -q &&
      postgres_as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends \
        -o Dpkg::Options::=--force-confold postgresql
  } >&2 || { postgres_fail "apt-get could not install postgresql; see above."; return 1; }
  postgres_bin >/dev/null || postgres_fail "apt-get installed postgresql, but /usr/lib/postgresql/*/bin/initdb is missing."
}

# A port that nobody listens on: connecting to it fails.
postgres_free_port() {
  local port
  for _ in $(seq 100); do
    port=$((20000 + RANDOM % 20000))
    if ! (: </dev/tcp/127.0.0.1/$port) 2>/dev/null; then
      echo "$port"
      return 0
    fi
  done
  postgres_fail "found no free port."
}

postgres_start() {
  local folder=${1:?folder} bin port password
  bin=$(postgres_bin) || { postgres_fail "not installed. Run 'eng/postgres.sh ensure'."; return 1; }
  [ ! -e "$folder" ] || { postgres_fail "'$folder' exists; name a new folder."; return 1; }
  port=$(postgres_free_port) || return 1
  password=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
  mkdir -m 700 "$folder" && (umask 077 && echo "$password" >"$folder/password") || return 1
  if [ "$(id -u)" -eq 0 ]; then
    chown -R postgres "$folder" || return 1
  fi
  if ! (cd / && postgres_as_user test -r "$folder/password"); then
    rm -rf "$folder"
    postgres_fail "user postgres cannot enter '$(dirname "$folder")'. Choose a folder below one that everybody may enter, such as /tmp."
    return 1
  fi
  # The programs must be able to enter their working directory.
  if ! (
    cd / &&
      postgres_as_user "$bin/initdb" -D "$folder/data" -U postgres -A scram-sha-256 --pwfile="$folder/password" \
        --no-sync --locale=C.UTF-8 -E UTF8 &&
      postgres_as_user "$bin/pg_ctl" -D "$folder/data" -l "$folder/log" -w \
        -o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off" start
  ) >"$folder.out" 2>&1; then
    cat "$folder.out" "$folder/log" >&2 2>/dev/null
    rm -rf "$folder" "$folder.out"
    postgres_fail "the server did not start; see above."
    return 1
  fi
  rm -f "$folder.out"
  echo "Host=127.0.0.1;Port=$port;Username=postgres;Password=$password;Database=postgres"
}

postgres_stop() {
  local folder=${1:?folder} bin
  [ -d "$folder/data" ] || { postgres_fail "'$folder' holds no server."; return 1; }
  bin=$(postgres_bin) || return 1
  (cd / && postgres_as_user "$bin/pg_ctl" -D "$folder/data" -m immediate -w stop) >/dev/null || return 1
  rm -rf "$folder"
}

if [ "${BASH_SOURCE[0]}" = "$0" ]; then
  set -u
  case "${1-}" in
    ensure) postgres_ensure ;;
    start) postgres_start "$(realpath -m "${2:?folder}")" ;;
    stop) postgres_stop "$(realpath -m "${2:?folder}")" ;;
    *)
      echo "usage: $0 ensure | start FOLDER | stop FOLDER" >&2
      exit 2
      ;;
  esac
fi
