#!/bin/sh
# Creates the database, the three roles and the extensions of each service, on the server of PGHOST.
set -eu
cd "$(dirname "$0")"

provision() {
    SERVICE=$1 OWNER_PASSWORD=$2 APP_PASSWORD=$3 WORKER_PASSWORD=$4 \
        psql --quiet --no-psqlrc --dbname=postgres --file=provision.sql
}

provision suppliers "$SUPPLIERS_OWNER_PASSWORD" "$SUPPLIERS_APP_PASSWORD" "$SUPPLIERS_WORKER_PASSWORD"
provision dialogue "$DIALOGUE_OWNER_PASSWORD" "$DIALOGUE_APP_PASSWORD" "$DIALOGUE_WORKER_PASSWORD"
provision gateway "$GATEWAY_OWNER_PASSWORD" "$GATEWAY_APP_PASSWORD" "$GATEWAY_WORKER_PASSWORD"
