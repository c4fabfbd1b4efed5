#!/usr/bin/env bash
# Installs what is missing to build, start and test: tools by apt or Homebrew, then the pinned npm
# packages. Run it again at any time: it says nothing and changes nothing when all is there.
#
#   ./setup.sh             compiler, CMake, pkg-config, Emscripten, Node, Chromium, a Korean font
#   ./setup.sh --firefox   also Firefox ESR for the browser tests (where CI is set: always)
#   ./setup.sh --dev       also what formatting, fuzzing, coverage and `npm run test:deep` need
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

dev=false
firefox=false
if [ -n "${CI:-}" ]; then firefox=true; fi
for argument in "$@"; do
  case "$argument" in
    --firefox) firefox=true ;;
    --dev)
      dev=true
      firefox=true
      ;;
    *)
      sed -n '2,7s/^# \{0,1\}//p' setup.sh
      exit 2
      ;;
  esac
done

has() { command -v "$1" >/dev/null 2>&1; }

as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  elif has sudo; then
    sudo "$@"
  else
    echo "setup.sh: root is needed to run: $*" >&2
    exit 1
  fi
}

has_node() { has node && [ "$(node -p 'process.versions.node.split(".")[0]')" -ge 18 ]; }

has_emscripten() { has emcc || [ -d "${EMSDK:-/nonexistent}/upstream/emscripten" ]; }

# A browser that can be driven, so no snap; playwright-core keeps what its installer fetched.
has_chromium() {
  local name path
  for name in chromium google-chrome; do
    path=$(command -v "$name" || true)
    if [ -n "$path" ] && [[ "$path" != /snap/* ]]; then return 0; fi
  done
  [ -d '/Applications/Google Chrome.app' ] ||
    compgen -G "${PLAYWRIGHT_BROWSERS_PATH:-$HOME/.cache/ms-playwright}/chromium-*" >/dev/null ||
    compgen -G "$HOME/Library/Caches/ms-playwright/chromium-*" >/dev/null
}

is_installed() { dpkg-query -W -f '${Status}' "$1" 2>/dev/null | grep -q 'ok installed'; }

# True when apt knows a real package of this name; on Ubuntu some only fetch a snap.
is_available() {
  local candidate
  candidate=$(apt-cache policy "$1" | sed -n 's/^  Candidate: //p')
  [ -n "$candidate" ] && [ "$candidate" != '(none)' ] && [[ "$candidate" != *snap* ]]
}

update_lists() { as_root apt-get update -qq; }

install_with_apt() {
  local missing=() wanted=() package lists=(/var/lib/apt/lists/*_Packages*)
  if ! has cc || ! has make; then missing+=(build-essential); fi
  has cmake || missing+=(cmake)
  has_emscripten || missing+=(emscripten)
  has_node || missing+=(nodejs)
  has npm || missing+=(npm)
  has pkg-config || missing+=(pkg-config)
  is_installed fonts-nanum || missing+=(fonts-nanum)
  if $dev; then
    for package in clang llvm valgrind clang-format clang-tidy gcovr; do
      is_installed "$package" || missing+=("$package")
    done
  fi

  # Not every distribution has these.
  has_chromium || wanted+=(chromium)
  if $firefox && ! has firefox-esr && ! has firefox; then wanted+=(firefox-esr); fi
  if $dev; then wanted+=(libclang-rt-dev clang-format-14); fi
  if [ ${#wanted[@]} -gt 0 ] && [ ! -e "${lists[0]}" ]; then update_lists; fi
  for package in ${wanted[@]+"${wanted[@]}"}; do
    if ! is_installed "$package" && is_available "$package"; then missing+=("$package"); fi
  done

  if [ ${#missing[@]} -gt 0 ]; then
    echo "setup.sh: installing ${missing[*]}"
    update_lists
    as_root env DEBIAN_FRONTEND=noninteractive \
      apt-get install -y -qq --no-install-recommends "${missing[@]}"
  fi
}

install_with_brew() {
  local missing=()
  has cmake || missing+=(cmake)
  has_emscripten || missing+=(emscripten)
  has_node || missing+=(node)
  if $dev; then
    has clang-format || missing+=(clang-format)
    has gcovr || missing+=(gcovr)
  fi
  if [ ${#missing[@]} -gt 0 ]; then brew install "${missing[@]}"; fi
}

name_what_is_missing() {
  local missing=() tool
  for tool in cc make cmake node npm; do has "$tool" || missing+=("$tool"); done
  has_emscripten || missing+=(emcc)
  if [ ${#missing[@]} -gt 0 ]; then
    echo "setup.sh: neither apt nor Homebrew is here. Please install: ${missing[*]}" >&2
    echo "(a C compiler, make, CMake 3.22, Emscripten 3.1.6, Node 18, or newer)" >&2
    exit 1
  fi
}

if has apt-get; then
  install_with_apt
elif has brew; then
  install_with_brew
else
  name_what_is_missing
fi
if ! has_node; then
  echo "setup.sh: Node 18 or newer is needed, this is $(node --version)" >&2
  exit 1
fi

# npm writes this file last: if it is older than the lock file, the packages are out of date.
if [ ! node_modules/.package-lock.json -nt package-lock.json ]; then
  npm ci --ignore-scripts --loglevel=error
fi

if ! has_chromium; then
  npx playwright-core install --with-deps chromium ||
    echo 'setup.sh: no Chromium could be installed: the browser tests will be skipped' >&2
fi
