#!/bin/sh
# Makes the database's password and the API's token, once, as the first service of docker-compose.yml (root of a postgres
# container). They live in a volume only: never in git, in an environment variable or in `docker inspect`.
#   secrets.sh FOLDER GID      GID: the group that the silos run as
set -eu

folder=$1
group=$2
umask 077
chmod 0711 "$folder"

# make NAME OWNER: takes the secret from standard input, unless it is there already. A later `up` must keep what it finds:
# PostgreSQL has stored the password in its own volume, and callers have the token.
make() {
    file=$folder/$1
    if [ -s "$file" ]; then
        echo "$1 exists already."
        return
    fi
    # The owner and the silos' group may read the file, and nobody may write it. Root gives the file away last: it runs with
    # the one capability that this needs (CHOWN), and could not touch it afterwards.
    rm -f "$file.new"
    cat > "$file.new"
    chmod 0440 "$file.new"
    chown "$2:$group" "$file.new"
    # The name appears only with the whole content behind it.
    mv "$file.new" "$file"
    echo "$1 was made."
}

od -An -N32 -tx1 /dev/urandom | tr -d ' \n' | make postgres-password "$(id -u postgres)"
{ printf 'spk_'; head -c 32 /dev/urandom | base64 | tr '+/' '-_' | tr -d '=\n'; } | make api-token 0
