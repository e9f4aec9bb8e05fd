# shellcheck shell=sh
# Part of the launcher: runs a command with its output in the log and one line of progress.

screen=''
if [ -t 2 ] && [ "${TERM:-dumb}" != dumb ]; then screen=1; fi

show() { if [ -n "$screen" ]; then printf '\r\033[K  %s' "$1" >&2; fi; }

# Turns the output of apt-get and ninja, on standard input, into one line that changes.
watch_output() {
  label=$1 began=$(date +%s) status=1 total='' unpacked=0 ready=0
  if [ -n "$screen" ]; then show "$label ..."; else say "  $label ..."; fi
  while IFS= read -r line; do
    case $line in
      "threadlings: exit status "*) status=${line##* } && continue ;;
      '['*/*'] '*) detail=${line%%]*} && show "$label: ${detail#?}" ;;
      *' newly installed, '*) detail=${line%% newly*} && total=/${detail##* } ;;
      Get:*) show "$label: fetching" ;;
      'Unpacking '*) unpacked=$((unpacked + 1)) && show "$label: unpacking $unpacked$total" ;;
      'Setting up '*) ready=$((ready + 1)) && show "$label: setting up $ready$total" ;;
    esac
    printf '%s\n' "$line" 2>/dev/null # a full disk shows elsewhere
  done >>"$log"
  result="$(($(date +%s) - began)) s"
  if [ "$status" != 0 ]; then result="failed after $result"; fi
  if [ -n "$screen" ]; then printf '\r\033[K' >&2; fi
  say "  $label: $result"
  return "$status"
}

# step LABEL COMMAND...: runs the command in the foreground, so that Ctrl-C reaches it.
step() {
  step_label=$1
  shift
  printf '\n$ %s\n' "$*" >>"$log" 2>/dev/null
  step_start=$(wc -l <"$log")
  {
    "$@" 2>&1 9>&- </dev/null
    echo "threadlings: exit status $?"
  } | watch_output "$step_label"
}

step_output() { tail -n "+$((step_start + 1))" "$log" 2>/dev/null; }
output_has() { step_output | grep -E -i -q -e "$1"; }

# The lines of the last step that tell most: errors if there are any, and the end.
show_failure() {
  {
    step_output | grep -E -e '(^|[^a-z])(fatal error|error|Error|ERROR|FAILED|E:)([: ]|$)' | head -n 6
    echo '...'
    step_output | tail -n 8
  } | cut -c 1-200 | sed 's/^/    /' >&2
  say "All of it is in $log."
}

no_space() {
  disk=$(df -Pk "$1" 2>/dev/null | sed -n '2s/^.*% *//p')
  fail "The disk is full: ${disk:-$1} has no room left. Make some, then start again."
}
