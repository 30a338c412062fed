# SPDX-License-Identifier: Apache-2.0
# Copyright The Framelens authors
# shellcheck shell=bash disable=SC2034
# Sourced by app/run and tests/run: which packages are needed, how they are installed, how a preset is built.
# Everything said here goes to stderr, so that the output of the text program stays its own.

# The one list of Debian packages. Compiler and tools; Qt and what it needs to draw text and icons; libraries.
packages_run=(
    g++ cmake ninja-build ccache pkg-config
    qt6-base-dev qt6-svg-dev qt6-qpa-plugins libgl-dev fontconfig fonts-dejavu-core
    zlib1g-dev libzstd-dev liblz4-dev libcli11-dev rapidjson-dev libasio-dev libpcre2-dev
)
# The tests' own programs are Qt Test, which comes with qt6-base-dev.
packages_tests=()
# Fuzzing and static analysis by clang; tshark and Python for the comparison with the oracle; git for what changed.
packages_all=(clang-19 clang-tidy-19 libclang-rt-19-dev git tshark python3)

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
assume_yes=
say() { printf '%s\n' "$*" >&2; }

# How to go on by hand: the names, and the preset.
setup_by_hand() { # preset packages...
    local preset=$1
    shift
    say "These Debian packages are needed (other systems have the same under similar names):"
    say "    $*"
    say "Once they are there:"
    say "    cmake --preset $preset && cmake --build build/$preset"
    say "or run this command again with --no-install, which skips the check."
}

setup_missing() { # packages... : prints those which dpkg does not know as installed
    local package
    for package in "$@"; do
        [[ $(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) == installed ]] || printf '%s\n' "$package"
    done
}

setup_agree() { # question : asks where there is a terminal
    [[ -n $assume_yes ]] && return 0
    if [[ -t 0 && -t 2 ]]; then
        local answer
        read -r -p "$1 [Y/n] " answer </dev/tty
        [[ -z $answer || $answer == [Yy]* ]]
    else
        [[ $EUID == 0 ]] # nobody to ask: root may, sudo would have to be agreed to
    fi
}

setup_as_root() { if [[ $EUID == 0 ]]; then "$@"; else sudo "$@"; fi; }

setup_apt() { # apt-get arguments... : as root, quiet unless it fails
    mkdir -p "$root/build"
    setup_as_root env DEBIAN_FRONTEND=noninteractive apt-get -o Dpkg::Use-Pty=0 -o APT::Sandbox::User=root "$@" \
        >"$root/build/setup.log" 2>&1 && return
    tail -n 15 "$root/build/setup.log" >&2
    return 1
}

setup_lists_know() { # packages... : whether apt could install them all
    apt-get -s --no-install-recommends install "$@" >/dev/null 2>&1
}

# What an installation would fetch and take on disk, dependencies included.
setup_say_size() { # packages...
    local names
    mapfile -t names < <(apt-get -s --no-install-recommends install "$@" 2>/dev/null | awk '$1 == "Inst" { print $2 }')
    apt-cache --no-all-versions show "${names[@]}" 2>/dev/null | awk -v count="${#names[@]}" '
        /^Size:/ { fetched += $2 }
        /^Installed-Size:/ { onDisk += $2 }
        END { printf "With what they depend on: %d packages, %.0f MB to fetch, %.0f MB on disk.\n",
              count, fetched / 1e6, onDisk * 1024 / 1e6 }' >&2
}

# Installs what is missing of the packages named; fails with instructions where it cannot.
setup_packages() { # preset packages...
    local preset=$1 missing
    shift
    if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
        say "This is not a Debian or Ubuntu system: nothing is installed here."
        setup_by_hand "$preset" "$@"
        return 1
    fi
    mapfile -t missing < <(setup_missing "$@")
    ((${#missing[@]})) || return 0
    say "Missing packages: ${missing[*]}"
    if [[ $EUID != 0 ]] && ! command -v sudo >/dev/null; then
        say "They can only be installed by root, and there is no sudo."
        setup_by_hand "$preset" "${missing[@]}"
        return 1
    fi
    local updated=
    if ! setup_lists_know "${missing[@]}"; then
        say "The package lists of this system do not know all of them and are brought up to date first."
        setup_agree "Run apt-get update?" || { setup_by_hand "$preset" "${missing[@]}"; return 1; }
        setup_apt update || return 1
        updated=1
    fi
    setup_say_size "${missing[@]}"
    setup_agree "Install them?" || { setup_by_hand "$preset" "${missing[@]}"; return 1; }
    say "Installing ..."
    setup_apt -y --no-install-recommends install "${missing[@]}" && return 0
    [[ -z $updated ]] || return 1
    say "Once more with fresh package lists ..." # a version that the lists name may be gone from the mirror
    setup_apt update && setup_apt -y --no-install-recommends install "${missing[@]}"
}

# Runs a build and shows one line of progress; its whole output only if it fails.
setup_build() { # preset [targets...]
    local preset=$1 folder=$root/build/$1
    shift
    local log=$folder/build.log targets=()
    (($#)) && targets=(--target "$@")
    mkdir -p "$folder"
    # A build folder that was moved with its sources points to where they were.
    local home
    home=$(sed -n 's/^CMAKE_HOME_DIRECTORY:INTERNAL=//p' "$folder/CMakeCache.txt" 2>/dev/null)
    [[ -z $home || $home == "$root" ]] || rm -rf "${folder:?}"/CMakeCache.txt "$folder/CMakeFiles"
    if [[ ! -f $folder/build.ninja || ! -f $folder/CMakeCache.txt || $root/CMakePresets.json -nt $folder/CMakeCache.txt ]]; then
        say "Configuring $preset ..."
        if ! (cd "$root" && cmake --preset "$preset") >"$log" 2>&1; then
            cat "$log" >&2
            return 1
        fi
        touch "$folder/CMakeCache.txt"
    fi
    [[ -t 2 ]] || say "Building $preset ..."
    local line
    cmake --build "$folder" --parallel "$(nproc)" "${targets[@]}" 2>&1 | tee "$log" | while IFS= read -r line; do
        if [[ -t 2 && $line =~ ^\[([0-9]+/[0-9]+)\] ]]; then
            printf '\rBuilding %s: %s ' "$preset" "${BASH_REMATCH[1]}" >&2
        fi
    done
    local result=${PIPESTATUS[0]}
    [[ -t 2 ]] && printf '\r\033[K' >&2
    ((result == 0)) && return 0
    grep -v '^\[[0-9]*/[0-9]*\]' "$log" | head -n 60 >&2
    say "The build failed; all of its output is in ${log#"$root"/}."
    return 1
}
