#!/bin/sh
# Makes the virtual environment named by the first argument and installs squatform into it.
# What the system lacks is installed by apt-get when that needs no password, else it is named.
set -eu
venv=$1

say() { printf '%s\n' "$*" >&2; }

system_install() { # the Debian packages named, or one sentence about them
    if command -v apt-get >/dev/null 2>&1; then
        if [ "$(id -u)" = 0 ]; then as_root=''; elif sudo -n true 2>/dev/null; then as_root=sudo; else as_root=no; fi
        if [ "$as_root" != no ]; then
            say "Installing with apt-get: $*"
            if $as_root apt-get update -qq >/dev/null &&
                DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends "$@" >/dev/null; then
                return 0
            fi
        fi
    fi
    say "This machine lacks system packages. Install them and run make again; on Debian or Ubuntu:"
    say "    sudo apt-get install $*"
    return 1
}

new_enough() { "$1" -c 'import sys; sys.exit(not (3, 10) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; }

find_python() {
    for candidate in ${PYTHON:-} python3 python3.13 python3.12 python3.11 python3.10; do
        if command -v "$candidate" >/dev/null 2>&1 && new_enough "$candidate"; then
            echo "$candidate"
            return 0
        fi
    done
    say 'squatform needs Python 3.10 to 3.13. Install one, or name it: make PYTHON=/path/to/python3.12'
    return 1
}

if ! [ -x "$venv/bin/python" ] || ! new_enough "$venv/bin/python"; then
    python=$(find_python)
    "$python" -c 'import ensurepip, venv' 2>/dev/null || system_install python3-venv
    "$python" -m venv --clear "$venv"
fi

say "Installing squatform into $venv (the first time this downloads about 250 MB) ..."
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check \
    --constraint constraints.txt --editable '.[dev,studio,voice]'

# The OpenCV and MediaPipe wheels need these libraries of the system even without a screen.
probe='
import ctypes, sys
needed = ["libGL.so.1", "libEGL.so.1", "libGLESv2.so.2", "libglib-2.0.so.0", "libgthread-2.0.so.0"]
for name in needed if sys.platform == "linux" else []:
    ctypes.CDLL(name)
'
"$venv/bin/python" -c "$probe" 2>/dev/null || system_install libgl1 libegl1 libgles2 libglib2.0-0
"$venv/bin/python" -c 'import cv2, mediapipe'
