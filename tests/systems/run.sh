#!/usr/bin/env bash
# Follows the README on a new Debian, as a new user would: builds a minimal system with debootstrap,
# brings the committed project into it, and runs the README's two commands there. Prints how each
# step ended and how long it took; exits with 1 if one failed.
#
#   tests/systems/run.sh [SUITE...]          each on a new system; by default bookworm and trixie
#   tests/systems/run.sh --in SUITE COMMAND  a command in the system that the last run left
#
# It needs root, debootstrap and git. All mounts lie in a mount namespace of its own and all
# processes in a process namespace, so both end with this script, however it ends.
#
#   SLM_SYSTEMS                  folder for the systems; by default build/systems
#   SLM_DEBIAN_MIRROR            by default the mirror that this machine's own apt uses
#   SLM_DEBIAN_SECURITY_MIRROR   likewise
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
project=$(cd "$here/../.." && pwd)
systems=$(realpath -m "${SLM_SYSTEMS:-$project/build/systems}")

# A desktop or server that is installed from Debian's own medium has these; a minimal system lacks
# them. `unzip` opens the ZIP file, `git` makes the clone; setup.sh gets root's rights by `sudo`.
prerequisites=(sudo git ca-certificates unzip)
user=learner

# mirror LABEL: the address of the archive with this label in apt's configuration
mirror() {
  local address
  address=$(apt-get indextargets --format '$(REPO_URI)' \
    'Created-By: Packages' 'Origin: Debian' "Label: $1" 2>/dev/null | head -n 1)
  if [ -z "$address" ]; then
    echo "run.sh: apt knows no archive '$1' here; set SLM_DEBIAN_MIRROR and" \
      "SLM_DEBIAN_SECURITY_MIRROR" >&2
    return 1
  fi
  echo "$address"
}

# Lets the system reach the network as this machine does: names, apt's settings, certificates.
share_network() {
  cp /etc/resolv.conf /etc/hosts "$root/etc/"
  apt-config dump | grep -E '^Acquire::(https?::|Check-|Max-ValidTime|Retries)' \
    >"$root/etc/apt/apt.conf.d/90host" || true
  local name value certificates=$root/usr/local/share/host-certificates.pem
  : >"$root/etc/slm-environment"
  for name in $(compgen -e); do
    [[ ${name,,} =~ ^(https?_proxy|no_proxy|all_proxy|npm_config_(registry|proxy|https_proxy))$ ]] ||
      continue
    printf '%s=%q\n' "$name" "${!name}" >>"$root/etc/slm-environment"
  done
  if has npm; then
    value=$(npm config get registry)
    [ "$value" = undefined ] || printf 'npm_config_registry=%q\n' "$value" >>"$root/etc/slm-environment"
  fi
  if [ -n "${NODE_EXTRA_CA_CERTS:-}" ]; then
    cp "$NODE_EXTRA_CA_CERTS" "$certificates"
    echo "NODE_EXTRA_CA_CERTS=${certificates#"$root"}" >>"$root/etc/slm-environment"
  fi
}

has() { command -v "$1" >/dev/null 2>&1; }

# write_sources ARCHIVE SECURITY: the same entries as Debian's own installer writes
write_sources() {
  cat >"$root/etc/apt/sources.list" <<END
deb $1 $suite main
deb $1 $suite-updates main
deb $2 $suite-security main
END
}

# Devices of its own, so that nothing in the system can reach, or delete, one of this machine's.
mount_system() {
  local device
  mount -t proc proc "$root/proc"
  mount -t sysfs -o ro sysfs "$root/sys"
  mount -t tmpfs -o mode=755 dev "$root/dev"
  for device in null zero full random urandom tty; do
    touch "$root/dev/$device"
    mount --bind "/dev/$device" "$root/dev/$device"
  done
  mkdir "$root/dev/pts" "$root/dev/shm"
  mount -t devpts -o newinstance,ptmxmode=0666,mode=0620,gid=5 devpts "$root/dev/pts"
  mount -t tmpfs -o mode=1777 shm "$root/dev/shm"
  ln -s pts/ptmx "$root/dev/ptmx"
  ln -s /proc/self/fd "$root/dev/fd"
  ln -s fd/0 "$root/dev/stdin"
  ln -s fd/1 "$root/dev/stdout"
  ln -s fd/2 "$root/dev/stderr"
  mkdir -p "$archives/partial"
  mount --bind "$archives" "$root/var/cache/apt/archives"
}

as_root() {
  env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive chroot "$root" "$@"
}

# as_user FOLDER COMMAND: a shell command of the new user, in a login shell
as_user() {
  env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin chroot --userspec="$user:$user" "$root" env -i \
    HOME="/home/$user" USER="$user" LOGNAME="$user" SHELL=/bin/bash TERM=dumb \
    bash -lc "set -a; . /etc/slm-environment; set +a; cd ~/'$1' || exit
$2"
}

bootstrap() {
  local archive security
  archive=${SLM_DEBIAN_MIRROR:-$(mirror Debian)}
  security=${SLM_DEBIAN_SECURITY_MIRROR:-$(mirror Debian-Security)}
  # A mount below it can only be someone else's: ours ended with the namespace of the last run.
  if grep -q " $root/" /proc/self/mountinfo; then
    echo "run.sh: something is mounted below $root; it is not deleted" >&2
    return 1
  fi
  rm -rf --one-file-system "$root"
  debootstrap --variant=minbase --cache-dir="$archives" "$suite" "$root" "$archive"
  write_sources "$archive" "$security"
  share_network
  # Nobody needs this system after a loss of power, and dpkg waits for the disk at every file.
  echo force-unsafe-io >"$root/etc/dpkg/dpkg.cfg.d/unsafe-io"
  # No service is to start in here.
  printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
  chmod +x "$root/usr/sbin/policy-rc.d"
}

make_user() {
  as_root apt-get update -qq
  as_root apt-get install -y -qq --no-install-recommends "${prerequisites[@]}"
  as_root useradd --create-home --shell /bin/bash "$user"
  echo "$user ALL=(ALL) NOPASSWD: ALL" >"$root/etc/sudoers.d/$user"
}

# The committed state, as a ZIP file and as a repository to clone.
bring_project() {
  git -C "$project" archive --format=zip --prefix=zip/ -o "$root/home/$user/slm.zip" HEAD
  git -C "$project" bundle create -q "$root/home/$user/slm.bundle" HEAD
  as_user . 'unzip -q slm.zip && git clone -q slm.bundle clone && git -C clone log -1 --format=%h'
}

# The first command: waits for the address that it prints, then fetches the page and what it loads.
start_and_fetch() {
  local log=/home/$user/start.log
  as_user zip "setsid bash -c './setup.sh && npm start' >$log 2>&1 & echo \$! >start.pid
    until grep -q '^SLM: ' $log; do
      if ! kill -0 \$(cat start.pid) 2>/dev/null; then cat $log; exit 1; fi
      sleep 1
    done
    cat $log
    status=0; node /tmp/fetch-page.mjs \$(sed -n 's/^SLM: \\([^ ]*\\).*/\\1/p' $log) || status=\$?
    kill -- -\$(cat start.pid)
    exit \$status"
}

# step NAME MINUTES COMMAND...: runs it with its output in a log and leaves its status in `last`. It
# returns 0 itself: in a condition bash would not end COMMAND at what fails in it.
step() {
  local name=$1 minutes=$2 log started status=0
  shift 2
  log=$logs/${name%% *}.log
  started=$SECONDS
  "$@" >"$log" 2>&1 </dev/null &
  local pid=$!
  (sleep $((minutes * 60)) && kill "$pid") 2>/dev/null &
  local guard=$!
  wait "$pid" || status=$?
  kill "$guard" 2>/dev/null || true
  last=$status
  if [ "$last" -eq 0 ]; then
    echo "passed: $suite: ${name#* } ($((SECONDS - started)) s)"
  else
    tail -n 40 "$log" | sed 's/^/    /'
    echo "failed: $suite: ${name#* } ($((SECONDS - started)) s): see $log"
  fi
}

# The same for a step without which no other can follow.
required() {
  step "$@"
  [ "$last" -eq 0 ] || exit 1
}

versions() {
  as_user . 'for tool in cc cmake emcc node npm chromium firefox-esr; do
    if command -v $tool >/dev/null; then
      echo "$tool: $($tool --version 2>/dev/null | head -n 1)"
    fi
  done'
}

# Keeps what this system's compiler made, and compares the bits of a training run between it, the
# native build and the modules that other systems made of the same commit.
compare_modules() {
  local commit built=$root/home/$user/clone/wasm/dist kept
  commit=$(as_user clone 'git rev-parse HEAD')
  kept=$systems/$suite/modules/$commit
  rm -rf "$systems/$suite/modules" "$root/tmp/modules"
  mkdir -p "$kept" "$root/tmp/modules"
  cp "$built/slm.wasm" "$built/slm64.wasm" "$kept/"
  for kept in "$systems"/*/modules/"$commit"; do
    if [ "$kept" != "$systems/$suite/modules/$commit" ]; then
      cp -r "$kept" "$root/tmp/modules/$(basename "$(dirname "$(dirname "$kept")")")"
    fi
  done
  chmod -R a+rX "$root/tmp/modules"
  as_user clone 'shopt -s nullglob; npm run parity -- /tmp/modules/*/*.wasm'
}

# The steps on one system, in namespaces of their own.
inside() {
  echo "== Debian $suite, minimal; commit $(git -C "$project" rev-parse --short HEAD);" \
    "installed beforehand: ${prerequisites[*]}"
  required 'bootstrap debootstrap' 20 bootstrap
  mount_system
  required 'user a new user and what must be there before' 20 make_user
  required 'project the project, as ZIP file and as clone' 5 bring_project
  cp "$here/fetch-page.mjs" "$root/tmp/"
  required 'start ./setup.sh && npm start (from the ZIP file)' 40 start_and_fetch
  required 'firefox ./setup.sh --firefox, for the browser tests' 20 as_user zip './setup.sh --firefox'
  versions
  local failures=0
  step 'test ./setup.sh && npm test (in the clone)' 90 as_user clone './setup.sh && npm test'
  failures=$((failures + last))
  sed -n '/^> node tests\/run.js/,$p' "$logs/test.log"
  cp -r "$root/home/$user/clone/build/logs" "$logs/" 2>/dev/null || true
  step 'parity npm run parity, with the modules of other systems' 15 compare_modules
  failures=$((failures + last))
  sed -n '/^> node tests\/parity/,$p' "$logs/parity.log"
  return $((failures > 0))
}

prepare() {
  suite=$1
  root=$systems/$suite/root
  archives=$systems/$suite/archives
  logs=$systems/$suite/logs
  mkdir -p "$archives"
}

in_namespaces() {
  unshare --mount --pid --fork --kill-child --mount-proc -- "$0" "$@"
}

case "${1:-}" in
  --steps)
    prepare "$2"
    rm -rf "$logs"
    mkdir -p "$logs"
    inside
    ;;
  --command)
    prepare "$2"
    mount_system
    shift 2
    as_user . "$*"
    ;;
  --in)
    shift
    in_namespaces --command "$@"
    ;;
  -*)
    sed -n '2,15s/^# \{0,1\}//p' "$0"
    exit 2
    ;;
  *)
    [ $# -gt 0 ] || set -- bookworm trixie
    failures=0
    for name in "$@"; do in_namespaces --steps "$name" || failures=$((failures + 1)); done
    exit $((failures > 0))
    ;;
esac
