"""mail - hostile messages for tests/hard/run: CASES, as there.

SPDX-License-Identifier: ISC
"""
import random

OK, TROUBLE = (0, 1), (2,)
MEBI = 1 << 20
FROM = "From planning@cherwell-dc.gov.uk Mon Mar  2 10:00:00 2015\n"
HEAD = ("Message-ID: <1@cherwell-dc.gov.uk>\nFrom: Planning Policy <planning@cherwell-dc.gov.uk>\nTo: planning@warwickdc.gov.uk\n"
        "Date: Mon, 2 Mar 2015 10:00:00 +0000\nSubject: Duty to cooperate\nMIME-Version: 1.0\n")
BODY = "\nDear Sirs\n\nWe write about the plan.\n\nYours faithfully\n\nHead of Planning Policy\n"


def noise(n):
    return random.Random(5).randbytes(n)


def multipart(kind, *parts, boundary="b"):
    return "Content-Type: multipart/%s; boundary=\"%s\"\n\n" % (kind, boundary) + "".join(
        "--%s\n%s\n" % (boundary, p) for p in parts) + "--%s--\n" % boundary


def nested(n):
    return HEAD + "".join('Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (i, i) for i in range(n)) + BODY


def alternatives(n):
    """Each level holds the next; the last, three texts without a word."""
    empty = "Content-Type: text/%s\nContent-Transfer-Encoding: base64\n\nICAgICAg"
    part = multipart("alternative", *[empty % t for t in ("plain", "html", "enriched")], boundary="leaf")
    for i in range(n):
        part = multipart("alternative", part, boundary="b%d." % i)
    return HEAD + part


CASES = (
    ("mail: 1,000 multiparts in one another", nested(1000), TROUBLE, "[mail-limit]"),
    ("mail: 25 multiparts in one another", nested(25), OK, ""),
    ("mail: 25 alternatives in one another, all empty", alternatives(25), OK, ""),
    ("mail: 60,000 open brackets in each of 20 headers", HEAD + ("Cc: " + "(" * 60000 + "\n") * 20 + BODY, OK, ""),
    ("mail: an mbox with 4 MB of blank lines behind it", (FROM + "X-A: b\n\n") * 2000 + "\n" * 4 * MEBI, OK, ""),
    ("mail: 1,000 messages in one another", HEAD + ("Content-Type: message/rfc822\n\n" + HEAD) * 1000 + BODY, TROUBLE, "[mail-limit]"),
    ("mail: 100,000 parts", HEAD + multipart("mixed", *["\nhello"] * 100000), TROUBLE, "[mail-limit]"),
    ("mail: 900 attached letters", HEAD + multipart("mixed", BODY, *["Content-Type: text/plain\nContent-Disposition: attachment\n" + BODY] * 900), OK, ""),
    ("mail: 100,000 headers", HEAD + "".join("X-A%d: b\n" % i for i in range(100000)) + BODY, OK, ""),
    ("mail: 100,000 headers of one name", HEAD + "X-A: b\n" * 100000 + BODY, OK, ""),
    ("mail: 100,000 subjects", HEAD + "Subject: b\n" * 100000 + BODY, OK, ""),
    ("mail: 100,000 headers with addresses", HEAD + "To: a@warwickdc.gov.uk\n" * 100000 + BODY, TROUBLE, "[mail-limit]"),
    ("mail: 100,000 addresses in a header", HEAD + "Cc: " + ",\n ".join("a%d@warwickdc.gov.uk" % i for i in range(100000)) + "\n" + BODY, OK, ""),
    ("mail: a header of 10 MB", HEAD + "X-A: " + "x" * 10 * MEBI + "\n" + BODY, OK, ""),
    ("mail: an address of 10 MB", HEAD + "Cc: " + "x" * 10 * MEBI + "\n" + BODY, OK, ""),
    ("mail: an address of quotes and brackets", HEAD + "Cc: " + '"' * MEBI + "(" * MEBI + "<" * MEBI + "\n" + BODY, OK, ""),
    ("mail: a subject of a million encoded words", HEAD + "Subject: " + "=?utf-8?q?a?= " * MEBI + "\n" + BODY, OK, ""),
    ("mail: encoded words of unknown encodings", HEAD + "Cc: " + ", ".join("=?x-%d?b?////?= <a@b>" % i for i in range(3000)) + "\n" + BODY, OK, ""),
    ("mail: 300,000 parameters", HEAD + "Content-Type: multipart/mixed; " + "a=b; " * 300000 + "\n" + BODY, OK, ""),
    ("mail: a boundary of 1 MB", HEAD + multipart("mixed", BODY, boundary="b" * MEBI), (0, 1, 2), ""),
    ("mail: a boundary never met", HEAD + 'Content-Type: multipart/mixed; boundary="none"\n' + BODY, OK, ""),
    ("mail: a boundary never named", HEAD + "Content-Type: multipart/mixed\n" + BODY, OK, ""),
    ("mail: cut off in a boundary", (HEAD + multipart("mixed", BODY))[:-4], OK, ""),
    ("mail: cut off in a header", HEAD[:-10], OK, ""),
    ("mail: headers alone", HEAD, OK, ""),
    ("mail: base64 that is none", HEAD + "Content-Transfer-Encoding: base64\n\n" + "@=%!~" * MEBI, OK, ""),
    ("mail: 12 MB of quoted-printable", HEAD + "Content-Transfer-Encoding: quoted-printable\n\n" + "=41=42=\n" * 2500000, TROUBLE, "[file-too-large]"),
    ("mail: an unknown transfer encoding", HEAD + "Content-Transfer-Encoding: x-none\n" + BODY, OK, ""),
    ("mail: a body of 9 MB", HEAD + "\n" + "Dear Sirs\n" * 900000, TROUBLE, "[file-too-large]"),
    ("mail: HTML 100,000 deep", HEAD + "Content-Type: text/html\n\n" + "<div>" * 100000, TROUBLE, "[xml-depth]"),
    ("mail: NULs in the body", HEAD + BODY.replace("plan", "\0\0\0"), OK, ""),
    ("mail: NULs in a header", HEAD + "X-A: \0\0\n" + BODY, OK, ""),
    ("mail: NULs in an address", HEAD.replace("Policy", "\0") + BODY, (0, 1, 2), ""),
    ("mail: random bytes attached", HEAD.encode() + multipart("mixed", BODY, "Content-Type: application/pdf; name=\"letter.pdf\"\n\nNOISE").encode().replace(
        b"NOISE", noise(MEBI)), TROUBLE, "letter.pdf"),
    ("mail: an attached letter that is no Word file", HEAD + multipart("mixed", BODY, "Content-Type: application/octet-stream; name=\"letter.docx\"\n"
                                                                       "Content-Transfer-Encoding: base64\n\nUEsDBAAAAAA="), TROUBLE, "letter.docx"),
    ("mail: an mbox without a message", FROM, TROUBLE, "[letter-none]"),
    ("mail: an mbox of 100,000 empty messages", FROM * 100000, TROUBLE, "[letter-none]"),
    ("mail: an mbox with a message that is none", FROM + HEAD + BODY + "\n" + FROM + ">From somebody\n\n\n" + FROM + HEAD + BODY, (0, 1, 2), ""),
    ("mail: 5,000 messages", (FROM + HEAD + BODY + "\n") * 5000, OK, ""),
    ("mail: a million lines like an mbox's", FROM + HEAD + "\n" + "From \n" * 500000, OK, ""),
)
