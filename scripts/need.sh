#!/bin/sh
# need.sh PROGRAM=PACKAGE... installs the packages of the programs that are
# missing, on Debian and Ubuntu. A PROGRAM with a slash is any file.
set -eu

PATH=$PATH:/usr/sbin:/sbin
missing=
for need in "$@"; do
  program=${need%=*}
  case $program in
    */*) [ -e "$program" ] && continue ;;
    *) command -v "$program" >/dev/null 2>&1 && continue ;;
  esac
  missing="$missing ${need#*=}"
done
[ -n "$missing" ] || exit 0

if ! command -v apt-get >/dev/null 2>&1; then
  echo "Please install what this needs and is missing:$missing" >&2
  exit 1
fi
sudo=
[ "$(id -u)" = 0 ] || sudo=sudo
echo "Installing:$missing"
export DEBIAN_FRONTEND=noninteractive
$sudo apt-get update -qq
# shellcheck disable=SC2086 # a list of packages
$sudo apt-get install -y -qq --no-install-recommends $missing >/dev/null
