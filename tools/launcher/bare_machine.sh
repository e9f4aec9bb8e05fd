#!/bin/sh
# Proves the README on a bare machine: runs its commands in a fresh minimal Debian that has neither
# compiler nor git, as root, as a user with sudo, and as a user without. Needs root and debootstrap.
#
#   tools/launcher/bare_machine.sh                    all scenarios, on the last commit
#   tools/launcher/bare_machine.sh learn verify       some of them (also: workshop; ci, the whole of .ci/run)
#   SUITE=trixie tools/launcher/bare_machine.sh       another Debian (MIRROR=URL: from another mirror)
#
# Each scenario gets its own copy of the same minimal system (kept in $BARE, for the next time).

set -u
source_root=$(cd -P -- "$(dirname -- "$0")/../.." && pwd -P)
bare=${BARE:-/tmp/threadlings-bare}
suite=${SUITE:-bookworm}
base=$bare/$suite
failed=0

[ "$(id -u)" = 0 ] || { echo 'Needs root (for chroot).' >&2; exit 2; }
for tool in debootstrap unshare git; do
  command -v "$tool" >/dev/null || { echo "Needs $tool." >&2; exit 2; }
done

# ------------------------------------------------------------------ a bare machine

make_base() {
  [ -e "$base/.complete" ] && return
  rm -rf "$base"
  mkdir -p "$bare"
  echo "Making a minimal $suite ..."
  # shellcheck disable=SC2086 # no mirror: debootstrap's own
  debootstrap --variant=minbase "$suite" "$base" ${MIRROR-} >"$bare/debootstrap.log" 2>&1 ||
    { tail "$bare/debootstrap.log"; exit 1; }
  : >"$base/.complete"
}

# in_machine COMMAND: runs it there as root, with its own processes and mounts and no terminal.
in_machine() {
  # shellcheck disable=SC2016 # for the inner shell
  unshare --mount --pid --fork --kill-child sh -c '
    mount --bind "$1" "$1" && mount -t proc proc "$1/proc" && mount --rbind /sys "$1/sys" &&
      mkdir -p "$1/dev/shm" && mount -t tmpfs -o mode=1777 shm "$1/dev/shm" || exit 99
    exec env -i HOME=/root PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
      chroot "$1" /bin/sh -c "$2"' - "$machine" "$1" </dev/null
}

# The same without a network.
in_room() {
  # shellcheck disable=SC2016 # for the inner shell
  unshare --mount --pid --net --fork --kill-child sh -c '
    mount --bind "$1" "$1" && mount -t proc proc "$1/proc" && mount --rbind /sys "$1/sys" &&
      mkdir -p "$1/dev/shm" && mount -t tmpfs -o mode=1777 shm "$1/dev/shm" || exit 99
    exec env -i HOME=/root PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
      chroot "$1" /bin/sh -c "$2"' - "$machine" "$1" </dev/null
}

as_room() { in_room "cd /root && $1"; }
as_learner() { in_machine "exec su learner -c 'cd ~/threadlings && $1'"; }
as_root() { in_machine "cd /root/threadlings && $1"; }

# new_machine HOME: with a clone of the last commit in HOME/threadlings.
new_machine() {
  machine=$bare/machine
  rm -rf "$machine"
  cp -a "$base" "$machine"
  if [ "$1" = /home/learner ]; then in_machine 'useradd -m -s /bin/sh learner'; fi
  git clone -q --no-hardlinks "$source_root" "$machine$1/threadlings"
  if [ "$1" = /home/learner ]; then in_machine 'chown -R learner: /home/learner'; fi
}

# ------------------------------------------------------------------ what is run and expected

# run WHO COMMAND STATUS [TEXT...]: the command ends with the status and prints each text.
run() {
  who=$1 command=$2 expected=$3
  shift 3
  log=$bare/$scenario.log
  began=$(date +%s)
  "as_$who" "$command" >"$log" 2>&1
  status=$?
  seconds=$(($(date +%s) - began))
  problems=''
  [ "$status" = "$expected" ] || problems="exit status $status, not $expected"
  for text; do
    grep -q -E -e "$text" "$log" || problems="$problems${problems:+; }lacks \"$text\""
  done
  printf '%-8s %4s s  %-44s %s\n' "$scenario" "$seconds" "$who\$ $command" "${problems:-as expected}"
  sed -n 's/^  \([A-Z][a-z, ]*: [0-9]* s\)$/                    \1/p' "$log"
  if [ -n "$problems" ]; then
    failed=$((failed + 1))
    sed 's/^/    /' "$log" | tail -n 40
  fi
}

scenario_learn() {
  new_machine /root
  run root './threadlings' 2 './threadlings --yes' 'apt-get install'
  run root './threadlings --yes' 1 'race' '[a-z_]+\.[ch]pp:[0-9]+'
  run root './threadlings' 1 'race'
  run root './threadlings list' 0 '01'
}

scenario_verify() {
  new_machine /root
  run root './threadlings verify --yes' 0 '^[0-9]+ passed, 0 failed$'
}

scenario_ci() {
  new_machine /root
  run root 'CI=true bash .ci/run' 0 '^[0-9]+ passed, 0 failed$'
}

scenario_sudo() {
  new_machine /home/learner
  in_machine 'apt-get update && apt-get install -y --no-install-recommends sudo' >"$bare/sudo.log" 2>&1
  echo 'learner ALL=(ALL) NOPASSWD: ALL' >"$machine/etc/sudoers.d/learner"
  run learner './threadlings --yes' 1 'race'
  run learner './threadlings doctor' 0
}

scenario_nosudo() {
  new_machine /home/learner
  run learner './threadlings --yes' 2 'not root, and no sudo' 'apt-get update && apt-get install'
  # Somebody who may does what was printed.
  by_hand=$(sed -n 's/^ *\(apt-get update && .*\)/\1/p' "$bare/nosudo.log")
  in_machine "$by_hand" >"$bare/by_hand.log" 2>&1 || tail "$bare/by_hand.log"
  run learner './threadlings' 1 'race'
  in_machine 'chown -R root: /home/learner/threadlings && rm -r /home/learner/threadlings/build'
  run learner './threadlings' 2 'Cannot write to'
}

# A workshop in a room without a network: the archive is made here, and the machine has nothing.
scenario_workshop() {
  new_machine /root
  rm -rf "$machine/root/threadlings"
  "$source_root/tools/launcher/bundle.sh" "$source_root" "$machine/root/bundle.tar.gz"
  run room 'tar -xzf bundle.tar.gz && threadlings-bundle/install.sh' 0 'Ready' 'Installing packages'
  run room 'threadlings-bundle/install.sh' 1 'is there already'
  run room 'threadlings/threadlings run 01' 1 'race'
  run room 'threadlings/threadlings update --from threadlings-bundle/threadlings' 0 'nothing new'
}

make_base
[ $# -gt 0 ] || set -- learn sudo nosudo verify
for scenario; do "scenario_$scenario"; done
rm -rf "${machine:?}"
echo "logs: $bare/*.log"
[ "$failed" -eq 0 ]
