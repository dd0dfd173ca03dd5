#!/usr/bin/python3
"""score - what an audit found, against what was planted.

In: a truth file ({"circles": [{"kind", "letters": ["path[#member]", ...]}]}, letters below the archive's folder), the archive's folder, and the
audit's ndjson. A circle is found when kind and letters agree, in their order; letters of a reference loop may begin anywhere. Out: counts, and every
circle that was not found or not planted.

	samedesk audit --format=ndjson DIR | tests/bench/score.py truth.json DIR

SPDX-License-Identifier: ISC
"""
import collections
import json
import os
import sys

KINDS = ("echo", "ring", "need-ring", "reference-loop")


def name(letter, folder):
    """path[#member] below the folder, however the audit writes it."""
    if isinstance(letter, dict):
        member = letter.get("member") or (letter.get("message_id") if letter.get("many") else None)
        letter = letter["path"] + ("#" + member if member else "") if letter["path"] else ""
    path, hash_, member = letter.partition("#")
    path = os.path.relpath(path, folder) if path.startswith((folder, "/", ".")) else path
    return path + hash_ + member.strip("<>")


def key(kind, letters):
    if kind == "reference-loop":
        at = letters.index(min(letters))
        letters = letters[at:] + letters[:at]
    return kind, tuple(letters)


def found(lines, folder):
    """Counter of what the audit told, leaving out the rules that are about single letters."""
    told = collections.Counter()
    for line in lines:
        if not line.startswith("{"):
            continue
        finding = json.loads(line)
        if finding.get("type") == "finding" and finding.get("rule") in KINDS:
            letters = [name(x, folder) for x in finding.get("letters") or []]
            told[key(finding["rule"], [x for x in letters if x])] += 1
    return told


def planted(path):
    with open(path, encoding="utf-8") as f:
        truth = json.load(f)
    return {key(c["kind"], c["letters"]): c for c in truth["circles"]}


class Score:
    def __init__(self, truth, told):
        self.planted = truth
        self.missed = [k for k in truth if k not in told]
        self.false = [k for k in told if k not in truth]
        self.twice = [k for k, n in told.items() if n > 1]

    def perfect(self):
        return not self.missed and not self.false and not self.twice

    def line(self):
        return "%d planted, %d found, %d missed, %d not planted, %d told twice" % (
            len(self.planted), len(self.planted) - len(self.missed), len(self.missed), len(self.false), len(self.twice))

    def details(self, most=20):
        for what, keys in (("missed", self.missed), ("not planted", self.false), ("told twice", self.twice)):
            for kind, letters in keys[:most]:
                why = self.planted.get((kind, letters), {}).get("why", "")
                yield "%s: %s %s%s" % (what, kind, " ".join(letters), why and "  (%s)" % why)


def score(truth, folder, lines):
    return Score(planted(truth), found(lines, folder))


def main():
    if len(sys.argv) != 3:
        sys.exit("usage: score TRUTH DIR < ndjson")
    result = score(sys.argv[1], sys.argv[2], sys.stdin)
    for line in result.details(1000):
        print(line)
    print(result.line())
    sys.exit(0 if result.perfect() else 1)


if __name__ == "__main__":
    main()
