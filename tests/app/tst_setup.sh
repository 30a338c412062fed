#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Copyright The Framelens authors
# What app/run and tests/run do where packages are missing, tried with programs that stand in for the system's own.
set -uo pipefail
source_root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0

check() { # claim expected-status regular-expression...
    local claim=$1 expected=$2 pattern
    shift 2
    local good=1
    [[ $status == "$expected" ]] || good=
    for pattern in "$@"; do
        if [[ $pattern == !* ]]; then grep -Eq -- "${pattern#!}" "$work/said" && good=; else
            grep -Eq -- "$pattern" "$work/said" || good=; fi
    done
    if [[ -n $good ]]; then echo "PASS: $claim"; else
        echo "FAIL: $claim (status $status)"
        sed 's/^/    /' "$work/said"
        failed=1
    fi
}

# A system that has these programs only; each stand-in notes its call.
system() { # programs...
    rm -rf "${work:?}/bin" "$work/calls"
    mkdir -p "$work/bin"
    local tool
    for tool in bash env dirname readlink sed awk grep cat mkdir tail touch tee rm nproc head cut; do
        ln -s "$(command -v "$tool")" "$work/bin/$tool"
    done
    for tool in "$@"; do
        printf '#!/bin/bash\necho "%s $*" >> "%s"\n' "$tool" "$work/calls" >"$work/bin/$tool"
        [[ -v behaviour[$tool] ]] && printf '%s\n' "${behaviour[$tool]}" >>"$work/bin/$tool"
        chmod +x "$work/bin/$tool"
    done
    touch "$work/calls"
}

run_setup() { # user-id arguments of setup_packages...
    local user=$1
    shift
    # EUID is read-only in bash: the copy of the script asks another variable.
    mkdir -p "$work/project/app"
    sed 's/\$EUID/$user_id/g' "$source_root/app/setup.sh" >"$work/project/app/setup.sh"
    PATH=$work/bin user_id=$user assume_yes=${assume-} bash -c '
        chosen=$assume_yes
        source "$1"; shift
        assume_yes=$chosen
        setup_packages "$@"' _ "$work/project/app/setup.sh" "$@" </dev/null >"$work/said" 2>&1
    status=$?
    cat "$work/calls" >>"$work/said"
}

declare -A behaviour=(
    [dpkg-query]='[[ ${*: -1} == present* ]] && echo -n installed'
    [apt-get]='[[ $* == *" -s "* || $1 == -s ]] && for p in "$@"; do [[ $p == -* || $p == install ]] || echo "Inst $p (1 Debian)"; done; exit 0'
    [apt-cache]='printf "Package: x\nSize: 2000000\nInstalled-Size: 5000\n"'
    [sudo]='"$@"'
)

system
run_setup 0 release present-a absent-b
check "another system is told the names and the preset" 1 'not a Debian' 'present-a absent-b' 'cmake --preset release'

system dpkg-query apt-get apt-cache
run_setup 1000 release present-a present-b
check "where nothing is missing nothing is said or installed" 0 '!Missing' '!^apt-get'

run_setup 1000 dev present-a absent-b
check "without root and sudo the missing names and the preset are told" 1 'no sudo' '    absent-b$' \
    'cmake --preset dev' '!^apt-get .*-y'

run_setup 0 dev present-a absent-b absent-c
check "root without a terminal is not asked, and told the size first" 0 'Missing packages: absent-b absent-c' \
    '2 packages, 2 MB to fetch, 5 MB on disk' \
    '^apt-get .*-y --no-install-recommends install absent-b absent-c$' '!apt-get .* update'

system dpkg-query apt-get apt-cache sudo
run_setup 1000 dev absent-b
check "nobody to ask: sudo is not used" 1 '    absent-b$' '!^sudo'

assume=1 run_setup 1000 dev absent-b
check "--yes agrees to sudo" 0 '^sudo env .*apt-get .*install absent-b$'

behaviour[apt-get]='[[ $1 == -s && ! -e '"$work"'/lists ]] && exit 100
[[ $* == *update* ]] && touch '"$work"'/lists
[[ $1 == -s ]] && echo "Inst absent-b (1 Debian)"
exit 0'
system dpkg-query apt-get apt-cache
run_setup 0 dev absent-b
check "lists that do not know a package are brought up to date first" 0 'apt-get .* update' \
    '^apt-get .*install absent-b$'

exit "$failed"
