#!/bin/sh
# Proves the README on bare machines: runs its commands in a fresh minimal Debian that has neither
# compiler nor git, as root, as a user with sudo, and as a user without. Needs root and debootstrap.
#
#   tools/launcher/bare_machine.sh                    learn, sudo, nosudo and verify on Debian 12
#   tools/launcher/bare_machine.sh learn verify       some scenarios (also: compilers, the explorer's
#                                                     own tests with each compiler of the suite;
#                                                     workshop; ci, the whole of .ci/run)
#   SUITES='trixie sid' tools/launcher/bare_machine.sh ...   on other Debians
#   tools/launcher/bare_machine.sh table              learn, verify and compilers on all suites; then
#                                                     writes tried_compilers.tsv and the table in
#                                                     CONTRIBUTING.md
#   tools/launcher/bare_machine.sh write              only writes them, from what was run since the
#                                                     last `table`
#
# Each scenario gets its own copy of the same minimal system (kept in $BARE, for the next time). At
# the end stands what passed where. MIRROR=URL: from another mirror. COMPILERS='g++-14 ...': only
# these in `compilers`.

set -u
source_root=$(cd -P -- "$(dirname -- "$0")/../.." && pwd -P)
bare=${BARE:-/tmp/threadlings-bare}
suites=${SUITES:-bookworm}
results=$bare/results.tsv # suite, compiler, what, passed or failed; the last one counts
failed=0

[ "$(id -u)" = 0 ] || { echo 'Needs root (for chroot).' >&2; exit 2; }
for tool in debootstrap unshare git; do
  command -v "$tool" >/dev/null || { echo "Needs $tool: apt-get install $tool" >&2; exit 2; }
done

# ------------------------------------------------------------------ a bare machine

make_base() {
  base=$bare/$suite
  [ -e "$base/.complete" ] && return
  rm -rf "$base"
  mkdir -p "$bare"
  echo "Making a minimal $suite ..."
  # shellcheck disable=SC2086 # no mirror: debootstrap's own
  debootstrap --variant=minbase "$suite" "$base" ${MIRROR-} >"$bare/debootstrap.log" 2>&1 ||
    { tail "$bare/debootstrap.log"; exit 1; }
  # A mirror that stands still is as good for this as one that does not.
  echo 'Acquire::Check-Valid-Until "false";' >"$base/etc/apt/apt.conf.d/90mirror"
  : >"$base/.complete"
}

# enter MACHINE COMMAND [unshare's options]: runs it there as root, with its own processes and mounts
# and no terminal.
enter() {
  entered=$1 inner=$2
  shift 2
  # shellcheck disable=SC2016 # for the inner shell
  unshare --mount --pid "$@" --fork --kill-child sh -c '
    mount --bind "$1" "$1" && mount -t proc proc "$1/proc" && mount --rbind /sys "$1/sys" &&
      mkdir -p "$1/dev/shm" "$1/dev/pts" && mount -t tmpfs -o mode=1777 shm "$1/dev/shm" &&
      mount -t devpts -o newinstance,ptmxmode=0666 devpts "$1/dev/pts" &&
      ln -sf pts/ptmx "$1/dev/ptmx" || exit 99
    exec env -i HOME=/root PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
      chroot "$1" /bin/sh -c "$2"' - "$entered" "$inner" </dev/null
}

in_machine() { enter "$machine" "$1"; }
in_room() { enter "$machine" "$1" --net; } # without a network

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
  log=$bare/$suite.$scenario.log
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
    ended=failed
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
  run root './threadlings verify --yes' 0 '^[0-9]+ passed, 0 failed(, [0-9]+ skipped)?$'
}

scenario_ci() {
  new_machine /root
  run root 'CI=true bash .ci/run' 0 '^[0-9]+ passed, 0 failed(, [0-9]+ skipped)?$'
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
  by_hand=$(sed -n 's/^ *\(apt-get update && .*\)/\1/p' "$bare/$suite.nosudo.log")
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

# ------------------------------------------------------------------ compilers

# g++ from 12 on, and of clang++ the oldest, one in the middle and the newest that the suite has.
compilers_of_suite() {
  in_machine "apt-cache search --names-only '^(g[+][+]|clang)-[0-9]+\$'" |
    sed -n -e 's/^g++-\([0-9]*\) .*/g++ \1/p' -e 's/^clang-\([0-9]*\) .*/clang++ \1/p' |
    sort -k1,1r -k2,2n |
    awk '$1 == "g++" && $2 >= 12 { print "g++-" $2 }
         $1 == "clang++" && ($2 == 14 || $2 == 16 || $2 == 19) { print "clang++-" $2 }
         $1 == "clang++" { newest = $2 }
         END { if (newest > 19) print "clang++-" newest }'
}

packages_of() {
  case $1 in
    clang++-*) echo "clang-${1#clang++-} libclang-rt-${1#clang++-}-dev g++" ;;
    *) echo "$1" ;;
  esac
}

# The explorer's own tests with each of them: its README's promise for scenarios and whole programs.
# (The fault explorer looks at the system rather than at the compiler; verify has its tests.)
scenario_compilers() {
  new_machine /root
  in_machine 'apt-get update' >"$bare/apt.log" 2>&1
  for compiler in ${COMPILERS-$(compilers_of_suite)}; do
    ended=passed
    run root "DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
      $(packages_of "$compiler") cmake ninja-build libgtest-dev libbenchmark-dev libcli11-dev \
      libfmt-dev nlohmann-json3-dev libvterm-dev git" 0
    run root "CXX=$compiler tools/launcher/try_compiler.sh explore" 0 '100% tests passed'
    note explorer "$compiler"
  done
}

# note WHAT COMPILER: how it ended. ("g++-14" is noted as "g++ 14.2.0".)
note() {
  version=$(in_machine "$2 -dumpfullversion -dumpversion")
  printf '%s\t%s %s\t%s\t%s\n' "$suite" "${2%%-*}" "$version" "$1" "$ended" >>"$results"
}

# ------------------------------------------------------------------ what passed where

# One line for each suite and compiler: suite, compiler, learn, verify, explorer. (Verify runs the
# explorer's tests, too.)
summary() {
  awk -F'\t' -v OFS='\t' '
    { key = $1 OFS $2; if (!(key in seen)) { order[++count] = key; seen[key] = 1 } }
    { ended[key, $3] = $4 }
    function of(key, what) {
      if ((key, what) in ended) return ended[key, what]
      return what == "explorer" && of(key, "verify") == "passed" ? "passed" : "-"
    }
    END { for (i = 1; i <= count; ++i) {
      key = order[i]; print key, of(key, "learn"), of(key, "verify"), of(key, "explorer") } }' "$results"
}

print_table() {
  # shellcheck disable=SC2016 # Markdown
  printf '| suite | compiler | `./threadlings` | `./threadlings verify` | explorer'\''s tests |\n'
  printf '|---|---|---|---|---|\n'
  awk -F'\t' '{ printf "| %s | %s | %s | %s | %s |\n", $1, $2, $3, $4, $5 }'
}

write_table() {
  today=$(date +%Y-%m-%d)
  list=$source_root/tools/launcher/tried_compilers.tsv
  { printf '# date %s\n# suite, compiler, learn, verify, explorer\n' "$today" && summary; } >"$list"
  page=$source_root/CONTRIBUTING.md
  {
    sed '/^<!-- tried_compilers -->$/q' "$page"
    printf '\nTried on %s:\n\n' "$today"
    grep -v '^#' "$list" | print_table
    printf '\n'
    sed -n '/^<!-- end of tried_compilers -->$/,$p' "$page"
  } >"$page.new" && mv "$page.new" "$page"
}

# ------------------------------------------------------------------ all of it

write=
[ $# -gt 0 ] || set -- learn sudo nosudo verify
mkdir -p "$bare"
case $* in
  table)
    write=1
    : >"$results"
    suites=${SUITES:-bookworm trixie sid}
    set -- learn verify compilers
    ;;
  write)
    write=1
    suites=''
    set --
    ;;
esac
for suite in $suites; do
  make_base
  for scenario; do
    ended=passed
    "scenario_$scenario"
    case $scenario in
      learn | verify) note "$scenario" g++ ;;
    esac
  done
done
[ -z "${machine-}" ] || rm -rf "$machine"
printf '\n'
summary | print_table
[ -z "$write" ] || write_table
echo "logs: $bare/*.log"
[ "$failed" -eq 0 ]
