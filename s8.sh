. /tmp/eyes1.*/lib.sh
mkdir -p "$E/s8"; mk "$E/s8" 's/unresolved: deny/unresolved: allow/' >/dev/null; G="git -C feed"
ESC=$(printf '\033[31mRED\033]0;pwn\007'); BIDI=$(printf '\xe2\x80\xaeevil\xe2\x81\xa6'); C1=$(printf '\xc2\x9b31m')
$G switch -qc h
echo a > "feed/$ESC"; echo a > "feed/$BIDI"; echo a > "feed/a\$(touch pwn).py"; echo a > feed/$'new\nline\tALLOW  gate.allowed'; printf 'a' > "feed/$C1"; printf 'x' > feed/$'\xff\xfe'; printf "line $ESC $BIDI $C1\r hidden \x08\x08\n" >> feed/score.py
ln -s "$ESC" feed/sl; echo x > "feed/--output=zz"; echo x > feed/ZW$'\xe2\x80\x8b'J$'\xef\xbb\xbf'; echo x>feed/tag$'\xf3\xa0\x81\x81'; echo x>feed/vs$'\xef\xb8\x8f'; echo hangul>feed/$'\xe3\x85\xa4'
$G add -A
GIT_AUTHOR_NAME="$ESC $BIDI" GIT_AUTHOR_EMAIL="x$C1@y" $G commit -qm "title $ESC $BIDI $C1
body $ESC"
$G switch -q main
$cs capture --repo feed --base main --head h > c.out 2> c.err; echo "capture $?"
c=$($cs capture --repo feed --base main --head h --json 2>/dev/null | tee c.json| jq -r .change)
$cs show $c > show.out 2>&1; echo "show $?"; $cs show $c --full > showf.out 2>&1; $cs show $c --repo feed >show3.out 2>&1; $cs queue > q.out 2>&1; $cs queue --json > q.json 2>&1
yes n | $cs approve $c --key dana > ask.out 2>&1; echo "ask $?"
$cs approve $c --key dana --yes -m "$ESC $BIDI" > ap.out 2>&1; echo "appr $?"
$G merge -q --ff-only h; $G commit -q --allow-empty -m x; echo z > "feed/z$ESC"; $G add -A; $G commit -qm z; g > gg; cp g.out g8.out; $cs why $($G rev-parse main) --repo feed > why.out 2>&1; $cs check --repo feed > check.out 2>&1; $cs gate --repo feed --commit $($G rev-parse main) --env production --root home/root.json --bundle log.bundle --json > g.json 2>/dev/null
$cs audit --log home --root home/root.json --repo feed > au.out 2>&1; echo audit $?
for i in 0 1 2 3; do $cs evidence $i > ev$i 2>&1; done
python3 - <<'P'
import glob,unicodedata
for f in sorted(glob.glob('*.out')+glob.glob('*.json')+glob.glob('c.err')+glob.glob('gg')):
    s=open(f,'rb').read()
    try: t=s.decode()
    except Exception as e: print(f,'NOT UTF8',e); t=s.decode('latin1')
    bad=sorted({hex(ord(x)) for x in t if x not in '\n' and (unicodedata.category(x) in('Cc','Cf','Cs','Zl','Zp','Co') or x in '\u3164\ufe0f')})
    print(f,len(t),bad)
P
cat g8.out; cat c.err c.out| head -40
