#!/bin/sh
# Makes the database's password, once, as the first service of docker-compose.yml (root of a postgres container). It lives
# in a volume only: never in git, in an environment variable or in `docker inspect`.
#   secrets.sh FOLDER GID      GID: the group that the silos run as
set -eu

folder=$1
group=$2
file=$folder/postgres-password

# A later `up` must keep the password: PostgreSQL has stored it in its own volume when that was made.
if [ -s "$file" ]; then
    echo "The password of the database exists already."
    exit 0
fi

# PostgreSQL's user and the silos' group may read the file, and nobody may write it. Root gives the file away last: it
# runs with the one capability that this needs (CHOWN), and could not touch it afterwards.
umask 077
chmod 0711 "$folder"
rm -f "$file.new"
od -An -N32 -tx1 /dev/urandom | tr -d ' \n' > "$file.new"
chmod 0440 "$file.new"
chown "$(id -u postgres):$group" "$file.new"
# The name appears only with the whole content behind it.
mv "$file.new" "$file"
echo "The password of the database was made."
