#!/bin/sh
# /usr/local/bin/monitor: the program as its own user, with its configuration and its secrets; for people and for cron.
# Root becomes that user, so that nothing in the store ever belongs to root.
[ "$(id -u)" != 0 ] || exec runuser -u monitor -- "$0" "$@"
set -a
[ ! -e /etc/monitor/secrets.env ] || . /etc/monitor/secrets.env
MONITOR_CONFIG="${MONITOR_CONFIG:-/etc/monitor/config.yaml}"
exec /opt/monitor/bin/monitor "$@"
