#!/bin/sh
# demo.sh TREMA-NS runs two hosts on a switch under the learning switch, pings
# from one to the other, shows what the switch has learned, and takes it down.
set -eu

trema_ns=$(realpath "$1")
cd "$(dirname "$0")/.."
conf=testdata/ns_test.conf
sudo=
[ "$(id -u)" = 0 ] || sudo=sudo

run() {
  printf '\n$ %s\n' "$*"
  command=$1
  shift
  case $command in trema-ns) command=$trema_ns ;; esac
  $sudo "$command" "$@"
}

finish() { $sudo "$trema_ns" killall demo >/dev/null 2>&1 || true; }
trap finish EXIT

printf '\n$ cat %s\n' "$conf"
cat "$conf"
run trema-ns run learning-switch -c "$conf" --name demo -d
run trema-ns status
run ip netns list
run trema-ns netns ns1 ping -c 3 -i 0.2 192.168.0.1
run trema-ns dump_flows lsw
run trema-ns killall demo
run trema-ns status
