#!/bin/sh
# Install Debian's Chromium, which the tests of the explain page drive, where none is on the PATH.
# Needs root and apt. Those tests are skipped, and say so, on a machine without it.
command -v chromium >/dev/null || command -v chromium-browser >/dev/null && exit 0
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium >/dev/null
