# shellcheck shell=sh
# Part of the launcher: puts back what an interrupted update changed, where there is no runner yet
# that could. The journal is described in tools/runner/src/update/transaction.cpp.

update=$root/.threadlings/update
while read -r what print path; do
  case $what in
    add) rm -f "$root/$path" ;;
    replace | remove)
      if [ -e "$update/before/$path" ]; then
        case $path in */*) mkdir -p "$root/${path%/*}" ;; esac # it may have gone with its last file
        mv -f "$update/before/$path" "$root/$path"
      fi
      ;;
    head) git -C "$root" update-ref HEAD "$print" "$path" 2>/dev/null ;; # only if it had moved
    index) if [ -e "$update/index" ]; then mv -f "$update/index" "$path"; fi ;;
  esac
done <"$update/journal"
rm -f "$update/journal"
rm -rf "$update"
say 'An update was interrupted; everything is as it was before it. To try again: ./threadlings update'
