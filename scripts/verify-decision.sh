#!/bin/sh
# Checks what was signed without any code of this project: sh, jq, git, ssh-keygen, GNU coreutils, and openssl 3 for Ed25519.
#
#   verify-decision.sh ENVELOPE SIGNERS [SALT LEAF] [--change FILE --repo PATH]
#   verify-decision.sh log BUNDLE ROOT REPO REPOSITORY REF BASE COMMIT ENVIRONMENT
#
# ENVELOPE, SALT, LEAF  a decision: countersign evidence INDEX > ENVELOPE; with --salt > SALT; with --leaf > LEAF
# SIGNERS   an allowed_signers file of ssh-keygen whose principals are person ids, or the person's .pub file
# --change  the envelope of the change record; with --repo, a clone of one's own, the merge, the entries and the change
#           digest are computed again from Git objects
# log       verifies a bundle against root.json, then says by whom each first-parent step from BASE, a baseline, to COMMIT is covered. A second opinion,
#           no gate: no freshness, no origins or flags of passkeys, fewer statement rules; stricter on coverage: no clean merges or runs, classes claim all, void leaves are bad.
# Ends with 0 only if everything that was asked for holds; 1 if something does not, 2 for a wrong call.
set -u && export LC_ALL=C GIT_NO_REPLACE_OBJECTS=1 GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null GIT_ATTR_NOSYSTEM=1 NS=countersign-review@v1 TYPE=application/vnd.in-toto+json TAB=$(printf '\t')
usage() { sed -n '2,13s/^# \{0,1\}//p' "$0" >&2; exit 2; }
fail() { echo "FAILED: $*" >&2; exit 1; }; passed() { echo "ok: $*"; }
hash() { sha256sum | cut -c1-64; }; bytes() { env printf "$(sed 's/../\\x&/g')"; }
in_repo() { git -C "$repo" -c core.commitGraph=false -c core.quotePath=true "$@"; }
# Canonical JSON; jq spells DEL as an escape.
print() { jq -cS"$1" "$2" "$3" | sed "s/\\\\u007f/$(printf '\177')/g"; }
canonical() { print "$2" . "$1" | cmp -s - "$1" || fail "$1 is not canonical JSON"; }
# The payload of an envelope, and in $tmp/pae what was signed. A key given twice would mean two things to two readers.
payload() { # ENVELOPE OUT KIND
  case $3 in policy | baseline | break-glass) count='>= 1' ;; *) count='== 1' ;; esac
  jq -e '.payloadType == "'$TYPE'" and (.signatures | length) '"$count" "$1" >/dev/null || fail "$1 is no envelope of one in-toto statement with one signature"
  canonical "$1" j && jq -r .payload "$1" | base64 -d >"$2" || fail "the payload of $1 is not base64"
  canonical "$2" j && jq -e '.predicateType == "https://countersign.dev/'"$3"'/v1"' "$2" >/dev/null || fail "$1 is no record of kind $3"
  { printf 'DSSEv1 %d %s %d ' ${#TYPE} $TYPE "$(wc -c <"$2")"; cat "$2"; } >"$tmp/pae"
}
# Prints the person and the fingerprint of the key that made a signature over $tmp/pae. Without PERSON, whoever has the key.
signed() { # BASE64 PERSON NAMESPACE ALLOWED_SIGNERS
  { echo "-----BEGIN SSH SIGNATURE-----"; echo "$1" | base64 -d | base64 -w 70; echo "-----END SSH SIGNATURE-----"; } >"$tmp/sig"
  who=$2; [ -n "$who" ] || who=$(ssh-keygen -Y find-principals -f "$4" -s "$tmp/sig" 2>/dev/null </dev/null | head -n 1)
  ssh-keygen -Y verify -f "$4" -I "$who" -n "$3" -s "$tmp/sig" <"$tmp/pae" >"$tmp/said" 2>&1 && echo "$who $(sed -n 's/^Good.* key //p' "$tmp/said")"
}
leaf() { # ENVELOPE SALT LEAF KIND
  base64 -d "$2" >"$tmp/salt" && [ "$(wc -c <"$tmp/salt")" -eq 16 ] || fail "the salt has not 16 bytes"
  sum=$(cat "$tmp/salt" "$1" | hash)
  printf '{"kind":"%s","sha256":"%s","v":1}' "$4" "$sum" | cmp -s - "$3" || fail "the leaf does not commit to this salt and envelope"
}
sum() { case $1 in 000000 | 160000) printf -- - ;; *) in_repo cat-file blob "$2" >"$tmp/blob" || fail "blob $2 is not in $repo"; hash <"$tmp/blob" ;; esac; } # MODE OID
# Lines `base64(path) modes oids`. Git quotes a path as printf reads it, but for % and \".
entries() { # FROM TO
  in_repo diff-tree -r --no-renames --raw --full-index --ignore-submodules=none "$1" "$2" | while IFS=$TAB read -r what path; do
    case $path in \"*) path=${path#?} path=$(printf '%s' "${path%?}" | sed 's/\\"/"/g') ;; esac
    echo "$(printf -- "$(printf '%s' "$path" | sed 's/%/%%/g')" | base64 -w 0) ${what#:}" | cut -d ' ' -f 1-5
  done
}
# cs-diff-v1 over such lines in the order of the paths. Contents are hashed, never believed.
cs_diff() { # OBJECTFORMAT ENTRIES
  { printf 'countersign-diff-v1\0%s\0' "$1"
    while read -r path old new oldid newid; do
      was=$(sum "$old" "$oldid") && is=$(sum "$new" "$newid") || exit 1
      printf '%s %s %s %s %s %s\t' "$old" "$new" "$oldid" "$newid" "$was" "$is" && echo "$path" | base64 -d && printf '\0'
    done <"$2"; } >"$tmp/digest" || exit 1
  echo "cs-diff-v1:$(hash <"$tmp/digest")"
}
recompute() {
  # Ids, formats and numbers only, so that nothing of them is an option of git's.
  set -- $(jq -r '.predicate | .base.gitCommit, .head.gitCommit, .base.gitTree, .result.gitTree, .objectFormat, .changeDigest, .excluded | tostring | select(test("\\A[a-z0-9][a-z0-9:-]*\\z"))' "$tmp/change") && [ $# -eq 7 ] || fail "an id in $change is malformed"
  [ "$(in_repo rev-parse --verify -q "$1^{tree}")" = "$3" ] || fail "commit $1 with tree $3 is not in $repo"
  [ "$(in_repo merge-tree --write-tree "$1" "$2" 2>/dev/null)" = "$4" ] || fail "merging $2 onto $1 does not give tree $4"
  passed "merging head onto base gives the result tree"
  jq -r '.predicate.entries[] | [(.[0] | if type == "object" then .base64 else @base64 end)] + .[1:5] | join(" ")' "$tmp/change" >"$tmp/listed"
  sum=$(cs_diff "$5" "$tmp/listed") || exit 1
  entries "$3" "$4" | sort >"$tmp/actual"
  [ -z "$(sort "$tmp/listed" | comm -23 - "$tmp/actual")" ] || fail "the record lists entries that are not between the trees"
  [ $(($(wc -l <"$tmp/listed") + $7)) -eq "$(wc -l <"$tmp/actual")" ] || fail "the record leaves out entries, or counts them wrong"
  [ "$sum" = "$6" ] || fail "the entries give another change digest"
  passed "the change digest follows from Git objects: $sum, $(wc -l <"$tmp/listed") entries, $7 out of scope"
}
one_decision() {
  envelope=$1 signers=$2 salt='' leaf='' change='' repo='' && shift 2
  while [ $# -ge 2 ]; do case $1 in --change) change=$2 ;; --repo) repo=$2 ;; --*) usage ;; *) salt=$1 leaf=$2 ;; esac; shift 2; done
  if [ $# -ne 0 ] || { [ -n "$repo" ] && [ -z "$change" ]; }; then usage; fi
  payload "$envelope" "$tmp/review" review
  person=$(jq -r .predicate.reviewer.person "$tmp/review")
  case $person in '' | -* | *[!A-Za-z0-9._@-]*) fail "the reviewer has no printable name" ;; esac
  case $(cat "$signers") in ssh-* | sk-*) printf '%s ' "$person" ;; esac | cat - "$signers" >"$tmp/signers"
  signed "$(jq -r '.signatures[0].sig' "$envelope")" "$person" $NS "$tmp/signers" >/dev/null || fail "ssh-keygen does not verify the signature of $person"
  passed "signed by $person for $NS"
  jq -a '.predicate | {decision, reviewer, role, change, repository, ref, base, head, result, changeDigest, packet, policy, reason, conditions, message} | with_entries(select(.value != null))' "$tmp/review" # -a escapes what a terminal obeys
  [ -z "$leaf" ] || { leaf "$envelope" "$salt" "$leaf" review; passed "the leaf commits to this envelope: $sum"; }
  [ -n "$change" ] || return 0
  payload "$change" "$tmp/change" change
  jq -en "$RULES"'[inputs.predicate | bound] | .[0] == .[1]' "$tmp/review" "$tmp/change" >/dev/null || fail "the decision is about another change than $change"
  passed "the decision names everything as the change record does"
  [ -z "$repo" ] || recompute
}
# --- A whole log: the shell does hashes, signatures and Git and writes down $tmp/facts and $tmp/steps; the rules judge them.
ed25519() { # KEY MESSAGE SIGNATURE: openssl wants the key in DER
  { echo "-----BEGIN PUBLIC KEY-----"; { printf '\060\052\060\005\006\003\053\145\160\003\041\000'; echo "$1" | base64 -d | tail -c 32; } | base64; echo "-----END PUBLIC KEY-----"; } >"$tmp/pem"
  openssl pkeyutl -verify -pubin -inkey "$tmp/pem" -rawin -in "$2" -sigfile "$3" >/dev/null 2>&1
}
# The tree hash of RFC 6962: neighbours are hashed together, row by row; the last of an odd row moves up as it is.
merkle() { # SIZE
  for i in $(seq 0 $(($1 - 1))); do { printf '\0'; cat "$tmp/leaf.$i"; } | hash; done >"$tmp/row"
  while [ "$(wc -l <"$tmp/row")" -gt 1 ]; do
    while read -r left; do if read -r right; then echo "01$left$right" | bytes | hash; else echo "$left"; fi; done <"$tmp/row" >"$tmp/above" && mv "$tmp/above" "$tmp/row"
  done
  bytes <"$tmp/row" | base64
}
# When a key signed the checkpoint, in seconds. The log's own lines have 68 bytes, the key's id first; witnesses' 76, with the time.
signed_at() { # VERIFIERKEY LENGTH
  id=${1#*+}
  awk -v name="${1%%+*}" '$1 == "—" && $2 == name { print $3 }' "$tmp/note" | while read -r line; do
    echo "$line" | base64 -d >"$tmp/line" && [ "$(wc -c <"$tmp/line")" -eq "$2" ] && [ "$(head -c 4 "$tmp/line" | od -An -tx1 | tr -d ' ')" = "${id%%+*}" ] || continue
    time=$((0x0$(head -c -64 "$tmp/line" | tail -c +5 | od -An -v -tx1 | tr -d ' '))) && tail -c 64 "$tmp/line" >"$tmp/raw"
    { [ "$2" -eq 68 ] || printf 'cosignature/v1\ntime %d\n' $time; head -n 3 "$tmp/note"; } >"$tmp/message"
    ed25519 "${id#*+}" "$tmp/message" "$tmp/raw" && echo $time
  done | sort -n | tail -n 1
}
# Lines `id key` of all who signed, people with fingerprints and machines: whether they may is for the rules.
signers() { # ENVELOPE NAMESPACE
  jq -r '.signatures[].sig' "$1" | while read -r sig; do
    echo "$sig" | base64 -d >"$tmp/raw"
    if [ "$(wc -c <"$tmp/raw")" -ne 64 ]; then signed "$sig" '' "$2" "$tmp/people" || echo '- -'; continue; fi
    sort -u "$tmp/machines" | while read -r id key; do ed25519 "${key#ed25519:}" "$tmp/pae" "$tmp/raw" && echo "$id $key"; done
  done
}
check_leaf() { # INDEX
  kind=$(jq -r .kind "$tmp/leaf.$1") && case $kind in policy | baseline) purpose=policy ;; *) purpose=review ;; esac
  leaf "$tmp/evidence.$1" "$tmp/salt.$1" "$tmp/leaf.$1" "$kind" && payload "$tmp/evidence.$1" "$tmp/record" "$kind"
  if [ "$kind" = policy ]; then # from here on its keys are known
    print j .predicate.policy "$tmp/record" >"$tmp/policy"
    jq -r '.people[] | select(.retired | not) | .id as $id | .keys[] | "\($id) \(.)"' "$tmp/policy" | tee -a "$tmp/people" |
      while read -r who key; do echo "$who $(echo "$key" | ssh-keygen -lf - | cut -d ' ' -f 2)"; done >"$tmp/keys"
    jq -r '.machines[]? | "\(.id) \(.key)"' "$tmp/policy" | tee -a "$tmp/machines" >>"$tmp/keys"
  fi
  signers "$tmp/evidence.$1" "countersign-$purpose@v1" >"$tmp/who"
  jq -c --arg id "$(hash <"$tmp/record")" --argjson leaf "$1" --arg kind "$kind" --arg sha "$(hash <"$tmp/policy")" --rawfile who "$tmp/who" --rawfile keys "$tmp/keys" "$RULES"'{id: $id, leaf: $leaf, kind: $kind, sha: $sha, who: ($who | pairs), keys: ($keys | pairs), record: .predicate}' "$tmp/record" >>"$tmp/facts"
}
step() { # FROM TO
  entries "$1" "$2" | while read -r path old new oldid newid; do
    was=- is=-
    [ "$old" != 120000 ] || was=$(in_repo cat-file blob "$oldid" | base64 -w 0)
    [ "$new" != 120000 ] || is=$(in_repo cat-file blob "$newid" | base64 -w 0)
    echo "$path $old $new $oldid $newid $was $is"
  done | jq -Rr --slurpfile p "$tmp/policy" --arg repository "$repository" "$RULES"'($p[0].repositories[] | select(.id == $repository).scope) as $scope | . as $line | entry | select((.folder as $folder | .path | in_scope($scope; $folder)) or any(.targets[]; leads_in($scope))) | $line' >"$tmp/linked"
  cut -d ' ' -f 1-5 "$tmp/linked" >"$tmp/scoped"
  in_repo log --format='<%ae>%n<%ce>%n%B' "$1..$2" | sed -n -e 's/^<\(.*\)>$/\1/p' -e '/^[[:space:]]*co-authored-by[[:space:]]*:/I s/.*[<[:space:]:]\([^<>[:space:]]*@[^<>[:space:]]*\).*/\1/p' >"$tmp/emails"
  digest=$(cs_diff "$format" "$tmp/scoped") && jq -nc --arg from "$1" --arg to "$2" --arg tree "$(in_repo rev-parse "$1^{tree}")" --arg digest "$digest" --rawfile lines "$tmp/linked" --rawfile emails "$tmp/emails" "$RULES"'{from: $from, to: $to, tree: $tree, digest: $digest, emails: ($emails | ascii_downcase | split("\n")), entries: [$lines | split("\n")[:-1][] | entry]}' >>"$tmp/steps" || exit 1
}
whole_log() {
  bundle=$2 root=$3 repo=$4 repository=$5 ref=$6 base=$7 commit=$8 environment=$9; for file in people machines facts steps; do : >"$tmp/$file"; done
  case $base$commit in *[!0-9a-f]*) usage ;; *) canonical "$bundle" '' ;; esac
  origin=$(jq -r .log.origin "$root") size=$(head -n 1 "$bundle" | jq .size) i=0 from='' format=$(in_repo rev-parse --show-object-format)
  [ "$(head -n 1 "$bundle")" = "{\"bundle\":1,\"from\":0,\"origin\":\"$origin\",\"size\":$size}" ] && [ "$(wc -l <"$bundle")" -eq $((size + 2)) ] || fail "the bundle is not the whole log $origin"
  sed '1d;$d' "$bundle" | jq -r '[.leaf, .salt, .evidence] | join(" ")' | while read -r leaf salt evidence; do
    echo "$leaf" | base64 -d >"$tmp/leaf.$i"; echo "$salt" >"$tmp/salt.$i"; echo "$evidence" | base64 -d >"$tmp/evidence.$i"; i=$((i + 1)); done
  for i in $(seq 0 $((size - 1))); do (check_leaf "$i") || fail "leaf $i does not hold"; done
  tail -n 1 "$bundle" | jq -j .checkpoint >"$tmp/note" && printf '%s\n%s\n%s\n\n' "$origin" "$size" "$(merkle "$size")" >"$tmp/text"
  head -n 4 "$tmp/note" | cmp -s - "$tmp/text" || fail "the checkpoint is not that of these leaves"
  [ -n "$(signed_at "$(jq -r .log.key "$tmp/policy")" 68)" ] || fail "the log did not sign the checkpoint"
  jq -r '.log.witnesses[] | "\(.name) \(.key)"' "$tmp/policy" | while read -r name key; do echo "$name $(signed_at "$key" 76)"; done >"$tmp/times"
  passed "$size leaves have the root $(sed -n 3p "$tmp/text"), signed by the log"
  jq -r 'select(.kind == "baseline").record.commit' "$tmp/facts" >"$tmp/baselines"
  in_repo rev-list --first-parent "$commit" >"$tmp/back" && [ -z "$(in_repo rev-list --min-parents=3 "$base..$commit" && in_repo rev-list --max-parents=0 "$base..$commit")" ] || fail "no history from $base to $commit, or one with an octopus or a new root"
  head -n "0$(grep -nxFf "$tmp/baselines" "$tmp/back" | tail -n 1 | cut -d : -f 1)" "$tmp/back" | tac >"$tmp/line"
  while read -r to; do [ -z "$from" ] || step "$from" "$to"; from=$to; done <"$tmp/line"
  jq -nr --slurpfile root "$root" --slurpfile facts "$tmp/facts" --slurpfile steps "$tmp/steps" --rawfile line "$tmp/line" --rawfile times "$tmp/times" --arg base "$base" --arg repository "$repository" --arg ref "$ref" --arg environment "$environment" "$RULES$JUDGE" >"$tmp/answer" 2>&1 || fail "$(tail -n 1 "$tmp/answer")"
  tr -c '[:print:]\n' '?' <"$tmp/answer" && [ "$(tail -n 1 "$tmp/answer")" = ok ]
}
RULES='
  def bound: [.change, .repository, .ref, .base, .head, .result, .changeDigest, .policy, .packet]; def pairs: [split("\n")[:-1][] | split(" ")];
  def regex: split("/") as $c | "\\A" + ([range($c | length) | (. == ($c | length) - 1) as $last | $c[.] | if . == "**" then (if $last then "[^/]+(/[^/]+)*" else "([^/]+/)*" end)
    else gsub("(?<x>[.+^$])"; "\\\(.x)") | gsub("\\*"; "[^/]*") | gsub("\\?"; "[^/]") | if $last then . else . + "/" end end] | add) + "\\z";
  def in_any($patterns): . as $path | any($patterns[]; . as $p | $path | test($p | regex));
  # A link or submodule is also named by a pattern for something below it, and a link by where it leads, file or folder.
  def above: [.[] | split("/") | range(1; length) as $n | .[:$n] | join("/")];
  def named($patterns; $folder): in_any($patterns) or ($folder and (. == "" or in_any($patterns | above)));
  def in_scope($scope; $folder): test("(\\A|/)\\.(gitattributes|gitmodules|lfsconfig)\\z") or (named($scope.include; $folder) and (in_any($scope.exclude // []) | not));
  def leads_in($scope): in_scope($scope; false) or (named($scope.include | map(select(endswith("**"))) + above; . == "") and (in_any([$scope.exclude[]? | select(endswith("**")) | ., rtrimstr("/**")]) | not));
  def target($link): select(test("\\A([/\\\\]|[A-Za-z]:)") | not) | reduce splits("[/\\\\]") as $c ($link | split("/")[:-1]; if . == null or $c == "" or $c == "." then . elif $c == ".." then if . == [] then null else .[:-1] end
    elif $c | test("\\A(\\.git|git~1)[. ]*\\z"; "i") then null else . + [$c] end) | values | join("/");
  def entry: split(" ") | (.[0] | @base64d) as $path | {path: $path, folder: any(.[1:3][]; IN("120000", "160000")), submodule: any(.[1:3][]; . == "160000"), targets: [.[5:][] | select(. != "-") | @base64d | target($path)]};'
JUDGE='
  def need(holds; why): if holds then . else error(why) end; def enough($signed): ([.people[] | select(IN($signed[]))] | length) >= (.count // 1);
  def revoked($p; $leaf): .[1] as $key | any($p.revokedKeys[]?; .fingerprint == $key and .fromLeaf <= $leaf);
  def people($p): .leaf as $leaf | [.who[] | select(IN($p.keys[]) and (revoked($p; $leaf) | not))[0]] | unique;
  def vouched($t): if type == "string" then $t[.] else (if .all then [(.all | length), .all] elif .any then [1, .any] else [.atLeast, .of] end) as [$n, $of] | [$of[] | vouched($t) | numbers] | sort | reverse | .[$n - 1] end;
  ($line | split("\n")[:-1]) as $line | ($line | index($base)) as $from | reduce $facts[] as $f ([]; if any(.[]; .id == $f.id) then . else . + [$f] end) | . as $facts
  # The chain of policies: the first is pinned; each is signed by those who govern it and the one before.
  | (reduce ($facts[] | select(.kind == "policy")) as $f ([]; ($f.record.policy + ($f | {leaf, sha, keys})) as $new | last as $old | need($new.version == length + 1 and all($new.governance[]; enough($f | people($new)))
      and if $old then $f.record.previous == $old.sha and all($old.governance[]; enough($f | people($old)))
          else $new.sha == $root[0].policySha256 and ($new.log | {log: {key, origin}, witnesses, quorum}) == ($root[0] | del(.policySha256)) end; "leaf \($f.leaf): not the next policy") | . + [$new])) as $chain
  # Every record is signed by whom it may be, and a decision agrees with the change that it names.
  | [$facts[] as $f | $f | need(.kind == "policy" or (last($chain[] | select(.leaf < $f.leaf)) as $p | .record as $r | ($f.who | length > 0 and all(.[]; IN($p.keys[]))) and
      ($p.machines // [] | map(select([.id, .key] == $f.who[0]).kind)[0]) as $machine | if .kind == "change" then $machine == "service" elif .kind == "deployment" then $machine == "gate" elif .kind == "incident" then true else $machine == null end
      and if .kind | IN("change", "baseline") then any($p.repositories[]; .id == $r.repository.id and .uri == $r.repository.uri and any(.refs[]; .ref == $r.ref))
          elif .kind == "review" then .who[0][0] == $r.reviewer.person and any($p.people[]; .id == $r.reviewer.person and .organisation == $r.reviewer.organisation) and any($p.roles[$r.role].people[]; . == $r.reviewer.person)
            and any($chain[]; .sha == $r.policy.sha256) and any($facts[] | select(.kind == "change" and .leaf < $f.leaf).record; bound == ($r | bound)) else true end); "leaf \(.leaf): not signed by whom it has to be, or about something else")]
  | ($chain | last) as $policy | ($facts | map(select([.leaf, .id] | IN($policy.void[]? | [.leaf, .record]) | not))) as $facts | ($policy.log.quorum | vouched([$times | pairs[] | select(.[1] != "") | {(.[0]): (.[1] | tonumber)}] | add)) as $time | need($time != null or $policy.log.quorum == "none"; "the checkpoint lacks its quorum of witnesses")
  | first($policy.repositories[] | select(.id == $repository)) as $repo | first($repo.refs[] | select(.ref == $ref)) as $named | [$ref, $named.accepts[]?] as $refs | first($policy.environments[] | select(.id == $environment)).requires as $required | [$policy.organisations[] | select(.kind == "operator").id] as $operators
  # Where each requirement is settled: by the newest baseline that the operator and enough of its role signed.
  | (reduce ($policy.requirements[] | select(.id | IN($required[]))) as $r ({}; .[$r.id] = ([$facts[] | select(.kind == "baseline") | . as $f | last($chain[] | select(.leaf < $f.leaf)) as $p | people($p) as $signed
      | select(.record.repository.id == $repository and .record.ref == $ref and any(.record.requirements[]; . == $r.id)) | select(all($p.governance[]; (.organisation | IN($operators[]) | not) or enough($signed)) and ($p.roles[$r.role] + {count: ($r.count // 1)} | enough($signed)))
      | .record] | last | . as $b | ($line | index($b.commit)) as $at | need($from != null and $at != null and $at >= $from and all($steps[]; .from != $b.commit or .tree == $b.tree); "\($r.id) is not settled between base and commit") | $at))) as $settled
  | need(all($facts[] | select(.kind == "deployment").record; .state != "succeeded" or .environment != $environment or .repository.id != $repository or .ref != $ref or (.commit | IN($line[]))); "a deployed commit is not on the line")
  # Step by step, oldest first: one approval covers one step. Who has a part in the content does not count.
  | reduce range($steps | length) as $i ({used: [], ok: true, out: []}; .used as $used | $steps[$i] as $s | [$facts[] | select(.record.changeDigest? == $s.digest)] as $same
    | [($same[] | select(.kind == "change").record | .contributors[].as[], (.pushers[] as $x | $policy.people[] | select(any(.github[]?; "github:\(.)" == $x)).id)), ($policy.people[] | select(any(.git[]?; ascii_downcase | IN($s.emails[]))).id)] as $part
    | [$same[] | select(.kind == "review" and .record.repository.id == $repository and (.record.ref | IN($refs[])) and (.record.conditions.environments | . == null or any(.[]; . == $environment))) | .leaf as $leaf | select(.who[0] | revoked($policy; $leaf) | not)] as $said
    | [$said | group_by(.record.reviewer.organisation)[] | ([.[] | select(.record.decision != "approve")] | last) as $no | {no: $no.record.decision, yes: [.[] | select(.record.decision == "approve" and .leaf > ($no.leaf // -1) and (.record.reviewer.person | IN($part[]) | not))]}] as $sides
    | [$policy.requirements[] | . as $r | {id, count: (.count // 1), role, claimed: [$s.entries[] | select($r.paths == null or (.folder as $folder | .path | named($r.paths; $folder)) or any(.targets[]; named($r.paths; true))).path], due: ($settled[.id] != null and $settled[.id] <= $i), by: ([$sides[].yes[] | select(.record.role == $r.role and (.id | IN($used[]) | not))
      | select(.record.conditions.notAfter | . == null or ($time != null and $time <= fromdateiso8601)) | select(.record.base.gitTree as $tree | any(($r.coverage // ["same-change"])[]; . == "same-change" or (. == "exact-tree" and $tree == $s.tree)))] | unique_by(.record.reviewer.person))} | select(.claimed != [])] as $asked
    | [($asked[] | select(.due and (.by | length) < .count) | "\(.id) lacks the approval of \(.role)"), (if any($sides[]; .yes == [] and (.no | IN("reject", "hold"))) then "somebody speaks against it" else empty end), ($s.entries[] | .path as $path | if any($asked[].claimed[]; . == $path) | not then "nobody is asked about \($path)" else empty end,
      if .submodule and (any($repo.submodules[]?; .path == $path) | not) then "the submodule \($path) moves" else empty end)] as $lacking
    | .used += [$asked[] | select(.id | IN($required[])).by[].id] | if $i < $from then . else .ok = (.ok and $lacking == []) | .out += ["\($s.from)..\($s.to) " + if $s.entries == [] then "ok: nothing in scope" elif $lacking == [] then "ok: " + ([$asked[] | select(.due) | "\(.id) by \([.by[] | "\(.record.reviewer.person) (\(.record.role), leaf \(.leaf))"] | join(", "))"] | join("; ")) else "NOT COVERED: " + ($lacking | join("; ")) end] end)
  | .out[], if .ok then "ok" else "not ok" end
'
[ $# -ge 2 ] || usage; tmp=$(mktemp -d) && trap 'rm -rf "$tmp"' EXIT || exit 2
if [ "$1" != log ]; then one_decision "$@"; elif [ $# -eq 9 ]; then whole_log "$@"; else usage; fi
