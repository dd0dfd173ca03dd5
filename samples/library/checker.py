#!/usr/bin/python3
"""checker - says of each letter named whether the desk that wrote it will open it: python3 checker.py LETTER...

The library through ctypes. Of samedesk_options the first members are declared, and their size is given: the rest has its defaults.

SPDX-License-Identifier: ISC
"""
import ctypes as c
import sys

WARNING, ERROR = 1, 2


class Diagnostic(c.Structure):
    _fields_ = [("id", c.c_char_p), ("level", c.c_int), ("path", c.c_char_p), ("line", c.c_uint32), ("column", c.c_uint32),
                ("text", c.c_char_p), ("detail", c.c_char_p), ("help", c.c_char_p)]


class Finding(c.Structure):
    _fields_ = [("rule", c.c_char_p), ("level", c.c_int), ("message", c.c_char_p), ("path", c.c_char_p), ("member", c.c_char_p),
                ("line", c.c_uint32), ("column", c.c_uint32), ("party", c.c_char_p), ("counterpart", c.c_char_p),
                ("arrangement", c.c_char_p), ("basis", c.c_char_p), ("fingerprint", c.c_char_p), ("fix", c.c_char_p)]


Write = c.CFUNCTYPE(c.c_int, c.c_void_p, c.POINTER(c.c_char), c.c_size_t)
Complain = c.CFUNCTYPE(None, c.c_void_p, c.POINTER(Diagnostic))
Tell = c.CFUNCTYPE(None, c.c_void_p, c.POINTER(Finding))


class Options(c.Structure):
    _fields_ = [("size", c.c_size_t), ("what", c.c_int), ("format", c.c_char_p), ("date", c.c_char_p), ("min_basis", c.c_char_p),
                ("phase", c.c_char_p), ("fail_on", c.c_int), ("max_findings", c.c_uint32), ("color", c.c_int), ("proof", c.c_int),
                ("quiet", c.c_int), ("stats", c.c_int), ("write", Write), ("diagnostic", Complain), ("finding", Tell)]


lib = c.CDLL("libsamedesk.so.0")
lib.samedesk_knowledge_default.restype = c.c_void_p
lib.samedesk_checker_new.restype = c.c_void_p
lib.samedesk_checker_new.argtypes = [c.c_void_p, c.POINTER(Options)]
lib.samedesk_check_buffer.argtypes = [c.c_void_p, c.c_char_p, c.c_char_p, c.c_size_t]
lib.samedesk_checker_end.argtypes = [c.c_void_p, c.c_void_p]
lib.samedesk_checker_free.argtypes = [c.c_void_p]
lib.samedesk_knowledge_free.argtypes = [c.c_void_p]


@Tell
def tell(_, finding):
    f = finding.contents
    if f.level >= WARNING:
        print("%s:%d: %s [%s]" % (f.path.decode(), f.line, f.message.decode(), f.rule.decode()))


@Complain
def complain(_, diagnostic):
    d = diagnostic.contents
    print("%s: %s: %s" % (d.path.decode(), d.text.decode(), d.detail.decode()), file=sys.stderr)


options = Options(size=c.sizeof(Options), fail_on=ERROR, diagnostic=complain, finding=tell)
knowledge = lib.samedesk_knowledge_default()
checker = lib.samedesk_checker_new(knowledge, options)
for name in sys.argv[1:]:
    with open(name, "rb") as letter:
        text = letter.read()
    lib.samedesk_check_buffer(checker, name.encode(), text, len(text))
status = lib.samedesk_checker_end(checker, None)
lib.samedesk_checker_free(checker)
lib.samedesk_knowledge_free(knowledge)
sys.exit(status)
