#!/bin/sh
# Checks one signed decision without any code of this project: sh, jq, git, ssh-keygen and what POSIX has.
#
#   verify-decision.sh ENVELOPE SIGNERS [SALT LEAF] [--change FILE --repo PATH]
#
# ENVELOPE  the DSSE envelope of a decision          countersign evidence INDEX > ENVELOPE
# SIGNERS   an allowed_signers file of ssh-keygen whose principals are person ids, or the person's .pub file
# SALT      the salt in base64                       countersign evidence INDEX --salt > SALT
# LEAF      the leaf's bytes                         countersign evidence INDEX --leaf > LEAF
# --change  the envelope of the change record; with it and --repo, a clone of one's own, the merge, the entries and the
#           change digest are computed again from Git objects
#
# Ends with 0 only if everything that was asked for holds; 1 if something does not, 2 for a wrong call.
set -u
export LC_ALL=C GIT_NO_REPLACE_OBJECTS=1 GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null GIT_ATTR_NOSYSTEM=1

NAMESPACE=countersign-review@v1
TYPE=application/vnd.in-toto+json

usage() { sed -n '2,14s/^# \{0,1\}//p' "$0" >&2; exit 2; }
fail() { echo "FAILED: $*" >&2; exit 1; }
passed() { echo "ok: $*"; }

# jq spells DEL as an escape, canonical JSON does not.
canonical() { jq -cSj . "$1" | sed "s/\\\\u007f/$(printf '\177')/g" | cmp -s - "$1" || fail "$1 is not canonical JSON"; }

# The payload of an envelope. A key given twice would mean two things to two readers, so both must be canonical.
payload() { # ENVELOPE OUT KIND
  jq -e '.payloadType == "'$TYPE'" and (.signatures | length) == 1' "$1" >/dev/null || fail "$1 is no envelope of one in-toto statement with one signature"
  canonical "$1"
  jq -r .payload "$1" | base64 -d >"$2" || fail "the payload of $1 is not base64"
  canonical "$2"
  jq -e '.predicateType == "https://countersign.dev/'"$3"'/v1"' "$2" >/dev/null || fail "$1 is no record of kind $3"
}

signature() { # ENVELOPE
  person=$(jq -r .predicate.reviewer.person "$tmp/review")
  case $person in '' | *[!A-Za-z0-9._@-]*) fail "the reviewer has no printable name" ;; esac
  case $(cat "$signers") in
    ssh-* | sk-*) { printf '%s ' "$person"; cat "$signers"; } >"$tmp/signers" ;;
    *) cat "$signers" >"$tmp/signers" ;;
  esac
  { echo "-----BEGIN SSH SIGNATURE-----"; jq -r '.signatures[0].sig' "$1" | base64 -d | base64 -w 70; echo "-----END SSH SIGNATURE-----"; } >"$tmp/sig"
  # DSSE's pre-authentication encoding is what was signed.
  { printf 'DSSEv1 %d %s %d ' ${#TYPE} $TYPE "$(wc -c <"$tmp/review")"; cat "$tmp/review"; } >"$tmp/pae"
  ssh-keygen -Y verify -f "$tmp/signers" -I "$person" -n $NAMESPACE -s "$tmp/sig" <"$tmp/pae" >"$tmp/said" 2>&1 ||
    fail "ssh-keygen does not verify the signature of $person"
  passed "signed by $person for $NAMESPACE"
}

# -a: whatever a terminal would obey is an escape.
facts() {
  jq -a '.predicate | {decision, reviewer, role, change, repository, ref, base, head, result, changeDigest, packet, policy, reason, conditions, message}
    | with_entries(select(.value != null))' "$tmp/review"
}

leaf() { # ENVELOPE SALT LEAF
  base64 -d "$2" >"$tmp/salt" || fail "$2 is not base64"
  [ "$(wc -c <"$tmp/salt")" -eq 16 ] || fail "the salt has not 16 bytes"
  sum=$(cat "$tmp/salt" "$1" | sha256sum | cut -c1-64)
  printf '{"kind":"review","sha256":"%s","v":1}' "$sum" | cmp -s - "$3" || fail "the leaf does not commit to this salt and envelope"
  passed "the leaf commits to this envelope: $sum"
}

# The decision must be about the very change that the record describes.
same_change() {
  jq -ens --slurpfile a "$tmp/review" --slurpfile b "$tmp/change" \
    '[$a, $b | .[0].predicate | [.change, .repository, .ref, .base, .head, .result, .changeDigest, .policy, .packet]] | .[0] == .[1]' >/dev/null ||
    fail "the decision is about another change than $change"
  passed "the decision names everything as the change record does"
}

# Ids, formats and numbers only, so that nothing of them is an option of git's.
field() {
  value=$(jq -r ".predicate.$1" "$tmp/change")
  case $value in '' | *[!a-z0-9:-]* | -*) fail "$1 in $change is malformed" ;; *) echo "$value" ;; esac
}
in_repo() { git -C "$repo" -c core.commitGraph=false "$@"; }

trees() {
  base=$(field base.gitCommit) && head=$(field head.gitCommit) && from=$(field base.gitTree) && to=$(field result.gitTree) || exit 1
  [ "$(in_repo rev-parse --verify -q "$base^{tree}")" = "$from" ] || fail "commit $base with tree $from is not in $repo"
  [ "$(in_repo merge-tree --write-tree "$base" "$head" 2>/dev/null)" = "$to" ] || fail "merging $head onto $base does not give tree $to"
  passed "merging head onto base gives the result tree"
}

sum() { # MODE OID
  case $1 in
    000000 | 160000) printf -- - ;;
    *) in_repo cat-file blob "$2" >"$tmp/blob" || fail "blob $2 is not in $repo"; sha256sum <"$tmp/blob" | cut -c1-64 ;;
  esac
}

status() { # OLDMODE NEWMODE
  case $1:$2 in 000000:*) printf A ;; *:000000) printf D ;; "${2%???}"???:*) printf M ;; *) printf T ;; esac
}

# One line of hexadecimal for each record `:modes oids status NUL path NUL`, sorted: paths may contain anything else.
records() { od -An -v -tx1 | tr -d '\n' | jq -Rr 'split(" 00") as $t | range(0; ($t | length) - 1; 2) | $t[.] + " 00" + $t[. + 1]' | sort; }

digest() {
  printf 'countersign-diff-v1\0%s\0' "$(field objectFormat)" >"$tmp/digest"
  jq -r '.predicate.entries[] | [(.[0] | if type == "object" then .base64 else @base64 end)] + .[1:5] | join(" ")' "$tmp/change" >"$tmp/entries"
  while read -r path old new oldid newid; do
    printf '%s %s %s %s %s %s\t' "$old" "$new" "$oldid" "$newid" "$(sum "$old" "$oldid")" "$(sum "$new" "$newid")" >>"$tmp/digest"
    printf ':%s %s %s %s %s\0' "$old" "$new" "$oldid" "$newid" "$(status "$old" "$new")" >>"$tmp/listed"
    echo "$path" | base64 -d | tee -a "$tmp/listed" >>"$tmp/digest"
    printf '\0' | tee -a "$tmp/listed" >>"$tmp/digest"
  done <"$tmp/entries"
  in_repo diff-tree -r --no-renames --raw -z --full-index --ignore-submodules=none "$from" "$to" | records >"$tmp/actual"
  records <"$tmp/listed" >"$tmp/wanted"
  [ -z "$(comm -23 "$tmp/wanted" "$tmp/actual")" ] || fail "the record lists entries that are not between the trees"
  [ $(($(wc -l <"$tmp/wanted") + $(field excluded))) -eq "$(wc -l <"$tmp/actual")" ] || fail "the record leaves out entries, or counts them wrong"
  [ "cs-diff-v1:$(sha256sum <"$tmp/digest" | cut -c1-64)" = "$(field changeDigest)" ] || fail "the entries give another change digest"
  passed "the change digest follows from Git objects: $(field changeDigest), $(wc -l <"$tmp/wanted") entries, $(field excluded) out of scope"
}

[ $# -ge 2 ] || usage
envelope=$1 signers=$2 salt='' leaf='' change='' repo=''
shift 2
case ${1:---} in --*) ;; *) [ $# -ge 2 ] || usage; salt=$1 leaf=$2; shift 2 ;; esac
while [ $# -gt 0 ]; do
  [ $# -ge 2 ] || usage
  case $1 in --change) change=$2 ;; --repo) repo=$2 ;; *) usage ;; esac
  shift 2
done
if [ -n "$repo" ] && [ -z "$change" ]; then usage; fi
tmp=$(mktemp -d) || exit 2
trap 'rm -rf "$tmp"' EXIT
payload "$envelope" "$tmp/review" review
signature "$envelope"
facts
[ -z "$leaf" ] || leaf "$envelope" "$salt" "$leaf"
[ -z "$change" ] || { payload "$change" "$tmp/change" change; same_change; }
[ -z "$repo" ] || { trees; digest; }
