#!/usr/bin/python3
"""compare.py - holds our Schematron evaluator to another one (DESIGN section 3): lxml's, which is the reference XSLT.

In: letters, and the rule files. Of each letter the program gives the view (show --format=xml) and its findings (check
--format=ndjson); lxml runs the same rules over the view. Out: where the two differ in rule, level or message, where a view
does not follow rules/schemas/letter-view.rng, then
"schematron: N passed, N failed"; exit status 1 when anything differs.

    compare.py [--program build/samedesk] [--rules rules/checks] [--examples] [--arg=OPTION]... [FILE]...
    compare.py --views VIEWS.xml --findings FINDINGS.ndjson
    compare.py --archive FOLDER|RESULTS.xml

--archive compares what an audit (of a folder, or its <results>: audit --format=xml) finds in many letters with what lxml says of the
archive view in it. --examples compares what lxml says of the examples in the rule files with what they expect. --arg passes an option to both
commands of the program (--arg=--date=2015-03-02). VIEWS.xml may hold one letter, <letters>, or several documents.

SPDX-License-Identifier: ISC
"""
import argparse
import collections
import glob
import json
import os
import re
import subprocess
import sys
import tempfile

from lxml import etree, isoschematron

SVRL = "{http://purl.oclc.org/dsdl/svrl}"
EXAMPLE = "{urn:samedesk:example}example"


def squeeze(text):
    return " ".join(text.split())


class Rules:
    """The rule files, compiled by lxml once."""

    def __init__(self, folder):
        self.trees = [(p, etree.parse(p)) for p in sorted(glob.glob(os.path.join(folder, "*.sch")))]
        self.checkers = [isoschematron.Schematron(t, store_report=True) for _, t in self.trees]
        schemas = os.path.join(folder, "..", "schemas")
        self.views = {n: etree.RelaxNG(etree.parse(os.path.join(schemas, n + "-view.rng"))) for n in ("letter", "archive")}

    def faults(self, view):
        """Where the view does not follow its schema."""
        alone = etree.fromstring(etree.tostring(view, with_tail=False))
        schema = self.views[view.tag]
        return [] if schema.validate(alone) else ["view: %s" % e.message for e in schema.error_log]

    def say(self, view):
        """What the rules say of a letter or an archive: (id, level, message) of each assert and report that speaks."""
        alone = etree.ElementTree(etree.fromstring(etree.tostring(view, with_tail=False)))
        said = []
        for checker in self.checkers:
            checker.validate(alone)
            pattern = ""
            for element in checker.validation_report.getroot():
                if element.tag == SVRL + "active-pattern":
                    pattern = element.get("id", "")
                elif element.tag in (SVRL + "successful-report", SVRL + "failed-assert"):
                    text = "".join(element.find(SVRL + "text").itertext())
                    said.append((element.get("id", pattern), element.get("role", "error"), squeeze(text)))
        return said

    def examples(self):
        for path, tree in self.trees:
            for example in tree.iter(EXAMPLE):
                yield "%s:%d" % (path, example.sourceline), example[0], example.get("expect", "").split()


def letters_of(views):
    """The <letter> elements of one or several XML documents in a row."""
    for part in re.split(rb"(?=<\?xml )", views):
        if part.strip():
            root = etree.fromstring(part)
            yield from [root] if root.tag == "letter" else root.iter("letter")


def findings_of(ndjson):
    """Our findings by letter. What is said of acceptances is no letter's: their view is not printed, only their examples are compared."""
    found = collections.defaultdict(list)
    for line in ndjson.decode("utf-8").splitlines():
        o = json.loads(line) if line.strip() else {}
        if o.get("type") == "finding" and o["rule"] not in ("useless-acceptance", "expired-acceptance"):
            key = (o.get("path") or "", o.get("member") or "")
            found[key].append((o["rule"], o["level"], squeeze(o["message"])))
    return found


def differences(rules, view, ours):
    """What lxml says of the view and we do not, and the reverse."""
    theirs = collections.Counter((i.split(".")[0], level, text) for i, level, text in rules.say(view))
    ours = collections.Counter(ours)
    return (rules.faults(view) + ["lxml alone: %s: %s [%s]" % (l, m, r) for r, l, m in sorted((theirs - ours).elements())] +
            ["samedesk alone: %s: %s [%s]" % (l, m, r) for r, l, m in sorted((ours - theirs).elements())])


def compare(rules, views, ndjson):
    """Yields (letter's name, differences) for each letter of the views, and for findings about no letter of them."""
    ours = findings_of(ndjson)
    for letter in letters_of(views):
        key = (letter.get("path", ""), letter.get("member", ""))
        yield "%s %s" % key, differences(rules, letter, ours.pop(key, []))
    for key, left in ours.items():
        yield "%s %s" % key, ["samedesk alone: [%s], of a letter that show does not print" % r for r, _, _ in left]


def compare_archive(rules, a, path):
    """An archive's findings are those with letters."""
    audited = run(a.program, "audit", ["--format=xml"] + a.arg, [path]) if os.path.isdir(path) else None
    root = etree.fromstring(audited) if audited else etree.parse(path).getroot()
    ours = [(f.get("rule"), f.get("level"), squeeze(f.get("message"))) for f in root.iter("finding") if f.find("letter") is not None]
    for view in root.iter("archive"):
        yield path, differences(rules, view, ours)


def compare_examples(rules):
    for name, view, expected in rules.examples():
        said = sorted(i for i, _, _ in rules.say(view))
        wrong = [] if said == sorted(expected) else ["lxml says %s, expected %s" % (said, sorted(expected))]
        yield name, wrong


def run(program, command, options, files):
    """A status of 2 is no reason to stop: what could be read is compared. Projects that give rules other levels are left aside."""
    with tempfile.NamedTemporaryFile(suffix=".xml") as none:
        none.write(b"<samedesk/>")
        none.flush()
        done = subprocess.run([program, command, "--config", none.name] + options + ["--"] + files, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    if done.returncode not in (0, 1, 2):
        sys.exit("compare.py: %s %s ended with status %d" % (program, command, done.returncode))
    return done.stdout


def arguments():
    here = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
    a = argparse.ArgumentParser(description="compares samedesk's findings with those of lxml's Schematron")
    a.add_argument("--program", default=os.path.join(here, "build", "samedesk"))
    a.add_argument("--rules", default=os.path.join(here, "rules", "checks"))
    a.add_argument("--examples", action="store_true")
    a.add_argument("--arg", action="append", default=[])
    a.add_argument("--views")
    a.add_argument("--findings")
    a.add_argument("--archive", action="append", default=[])
    a.add_argument("files", nargs="*")
    return a.parse_args()


def results(a, rules):
    if a.examples:
        yield from compare_examples(rules)
    if a.views:
        with open(a.views, "rb") as views, open(a.findings, "rb") as findings:
            yield from compare(rules, views.read(), findings.read())
    for path in a.archive:
        yield from compare_archive(rules, a, path)
    if a.files:
        views = run(a.program, "show", ["--format=xml"] + a.arg, a.files)
        findings = run(a.program, "check", ["--format=ndjson"] + a.arg, a.files)
        yield from compare(rules, views, findings)


def main():
    a = arguments()
    passed = failed = 0
    for name, wrong in results(a, Rules(a.rules)):
        passed, failed = passed + (not wrong), failed + bool(wrong)
        if wrong:
            print("FAILED %s" % name)
            for line in wrong:
                print("  " + line)
    print("schematron: %d passed, %d failed" % (passed, failed))
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
