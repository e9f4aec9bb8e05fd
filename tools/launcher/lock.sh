# shellcheck shell=sh
# Part of the launcher: one set-up at a time, and an orderly end when it is interrupted.

# The lock goes when this process ends, however it ends (flock), or is seen to be stale (mkdir).
take_lock() {
  if here_is flock; then
    exec 9>"$build/.lock"
    flock -n 9 9>&9 && return
    say 'Another start is setting up here; waiting for it ...'
    flock 9 9>&9
    return
  fi
  waiting=0
  until mkdir "$build/.lock.d" 2>/dev/null; do
    owner=$(cat "$build/.lock.d/pid" 2>/dev/null)
    if [ "$waiting" -ge 3 ] && ! kill -0 "${owner:-none}" 2>/dev/null; then
      rm -rf "$build/.lock.d" # its owner is gone
      continue
    fi
    [ "$waiting" -gt 0 ] || say 'Another start is setting up here; waiting for it ...'
    waiting=$((waiting + 1))
    sleep 1
  done
  echo $$ >"$build/.lock.d/pid"
  locked=1
}

leave_lock() {
  if [ -n "${locked-}" ]; then rm -rf "$build/.lock.d"; fi
  locked=''
  exec 9>&-
}

interrupted() {
  trap '' INT TERM HUP
  say ''
  say 'Stopped. The next start goes on from here.'
  exit 130
}
