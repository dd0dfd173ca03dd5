"""containers - hostile archives and PDF files for tests/hard/run: CASES, as there.

SPDX-License-Identifier: ISC
"""
import io
import random
import struct
import zipfile
import zlib

TROUBLE = (2,)
MEBI = 1 << 20
MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
LINES = ("Cherwell District Council", "Bodicote House, Banbury OX15 4AA", "", "Stratford-on-Avon District Council", "2 March 2015",
         "Dear Sirs", "Duty to co-operate", "We write about the plan.", "Yours faithfully")


def word(body=None, doctype=""):
    if body is None:
        body = "".join("<w:p><w:r><w:t>%s</w:t></w:r></w:p>" % line for line in LINES)
    return '<?xml version="1.0"?>%s<w:document xmlns:w="%s"><w:body>%s</w:body></w:document>' % (doctype, MAIN, body)


def relations(*targets):
    rows = "".join('<Relationship Id="r%d" Type="%s/%s" Target="%s"/>' % (i, RELATED, kind, target) for i, (kind, target) in enumerate(targets))
    return '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">%s</Relationships>' % rows


def archive(members, method=zipfile.ZIP_DEFLATED):
    """members: (name, content) one after the other, names twice if wished."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as z:
        for name, content in members:
            z.writestr(zipfile.ZipInfo(name), content, method)
    return out.getvalue()


def docx(document=None, target="word/document.xml", more=(), main="word/document.xml"):
    return archive([("_rels/.rels", relations(("officeDocument", target))), (main, word() if document is None else document)] + list(more))


def odt(content, more=()):
    office = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
    text = ('<office:document-content xmlns:office="%s" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body>%s'
            '</office:body></office:document-content>' % (office, content))
    return archive([("mimetype", "application/vnd.oasis.opendocument.text"), ("content.xml", text)] + list(more))


def twice():
    import warnings
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return archive([("_rels/.rels", relations(("officeDocument", "word/document.xml"))), ("word/document.xml", word()), ("word/document.xml", word("<w:p/>"))])


def patched(data, central, offset, form, value):
    """The archive with a field changed in each of its headers: offset counts from the header's start in the directory."""
    data, at = bytearray(data), -1
    magic = b"PK\x01\x02" if central else b"PK\x03\x04"
    while (at := data.find(magic, at + 1)) >= 0:
        struct.pack_into(form, data, at + offset, value)
    return bytes(data)


def locked():
    """Every member marked as encrypted."""
    return patched(patched(docx(), True, 8, "<H", 1), False, 6, "<H", 1)


def overlapping():
    """A thousand entries of the directory that all lead to one member."""
    data = docx(more=[("a%03d" % i, "") for i in range(1000)])
    return patched(data, True, 42, "<I", 0)


def pages(n, lines=LINES, compress=False):
    """A PDF of n pages with those lines on each."""
    text = "BT /F1 11 Tf 60 780 Td 14 TL %s ET" % " ".join("(%s) '" % line for line in lines)
    return pdf(text, n, compress)


def pdf(text, n=1, compress=False, more=(), resources="/Font << /F1 3 0 R >>"):
    """A PDF of n pages that show one content stream. more: objects from number 5 + n on."""
    stream = zlib.compress(text.encode()) if compress else text.encode()
    kids = " ".join("%d 0 R" % (5 + i) for i in range(n))
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", ("<< /Type /Pages /Count %d /Kids [%s] >>" % (n, kids)).encode(),
               b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
               b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(stream), b"/Filter /FlateDecode" if compress else b"", stream)]
    objects += [("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << %s >> >>" % resources).encode()] * n
    objects += list(more)
    out, starts = io.BytesIO(b"%PDF-1.4\n"), []
    out.seek(0, 2)
    for i, o in enumerate(objects, 1):
        starts.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (i, o))
    at = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + b"".join(b"%010d 00000 n \n" % s for s in starts))
    out.write(b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, at))
    return out.getvalue()


def endless():
    """Each form draws the next one ten times: 10 to the 30th."""
    forms = [b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X %d 0 R >> /Font << /F1 3 0 R >> >> /Length 60 >>\n"
             b"stream\n%s\nendstream" % (7 + i, b" ".join([b"/X Do"] * 10)) for i in range(30)]
    forms.append(b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Length 0 >>\nstream\n\nendstream")
    return pdf("/X Do", more=forms, resources="/XObject << /X 6 0 R >> /Font << /F1 3 0 R >>")


def noise(n):
    return random.Random(2).randbytes(n)


WHOLE = pages(1)
BOMB = b" " * (30 * MEBI)
FOOTERS = word("".join('<w:p><w:pPr><w:sectPr><w:footerReference xmlns:r="%s" w:type="default" r:id="r%d"/></w:sectPr></w:pPr></w:p>' % (
    RELATED, i) for i in range(3000)))

CASES = (
    ("an archive that grows a thousandfold", docx(word().encode() + BOMB), TROUBLE, "[file-too-large]"),
    ("an archive that claims little and holds much", patched(patched(docx(word().encode() + b" " * 900000), True, 24, "<I", 400), False, 22, "<I", 400),
     TROUBLE, "[file-damaged]"),
    ("an archive that claims 4 GB", patched(docx(), True, 24, "<I", 0xfffffff0), TROUBLE, "[file-too-large]"),
    ("parts of 34 MB together", archive([("_rels/.rels", relations(("officeDocument", "d.xml"))), ("d.xml", word("<!--%s-->" % (" " * 17 * MEBI))),
                                         ("_rels/d.xml.rels", b"<a>" + b" " * (17 * MEBI) + b"</a>")], zipfile.ZIP_STORED), TROUBLE, "[file-too-large]"),
    ("10,000 members", archive([("a%d" % i, "") for i in range(10000)]), TROUBLE, "[file-too-large]"),
    ("4,000 members", docx(more=[("a%d" % i, "") for i in range(4000)]), (0, 1, 2), ""),
    ("entries that overlap", overlapping(), TROUBLE, ""),
    ("3,000 footers that are not there", docx(FOOTERS, more=[("word/_rels/document.xml.rels", relations(*[("footer", "h%d.xml" % i) for i in range(3000)]))]),
     TROUBLE, "[file-damaged]"),
    ("one name twice", twice(), TROUBLE, "[file-damaged]"),
    ("a part outside the archive", docx(target="../../../../../etc/passwd"), TROUBLE, "[file-damaged]"),
    ("a part of another file", docx(target="file:///etc/passwd"), TROUBLE, "[file-damaged]"),
    ("a part that is a folder", docx(target="word/"), TROUBLE, "[file-damaged]"),
    ("relations that lead in a circle", docx(word(), more=[("word/_rels/document.xml.rels", relations(("header", "document.xml"), ("styles", "../_rels/.rels")))]),
     (0, 1, 2), ""),
    ("a spreadsheet called a letter", docx('<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'), TROUBLE, "a spreadsheet"),
    ("a header that is a document", docx(word('<w:sectPr><w:headerReference xmlns:r="%s" w:type="default" r:id="r0"/></w:sectPr>' % RELATED),
                                         more=[("word/_rels/document.xml.rels", relations(("header", "document.xml")))]), TROUBLE, "[file-damaged]"),
    ("a document with entities", docx(word("&a;" * 20000, '<!DOCTYPE w [<!ENTITY a "%s">]>' % ("a" * 20000))), TROUBLE, "[xml-entities]"),
    ("a document with an external entity", docx(word("&x;", '<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>')), (0, 1, 2), ""),
    ("a document 1,000 deep", docx(word("<w:p>" * 1000 + "</w:p>" * 1000)), TROUBLE, "[xml-depth]"),
    ("a document of 3 MB", docx(word("<w:p><w:r><w:t>the plan and the homes</w:t></w:r></w:p>" * 60000)), (0, 1, 2), ""),
    ("a document of random bytes", docx(noise(100000)), TROUBLE, ""),
    ("an empty document", docx(""), TROUBLE, ""),
    ("encrypted members", locked(), TROUBLE, "[file-encrypted]"),
    ("an encrypted OpenDocument text", odt("", [("META-INF/manifest.xml", '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><m:file-entry '
                                                 'm:full-path="content.xml"><m:encryption-data/></m:file-entry></m:manifest>')]), TROUBLE, "[file-encrypted]"),
    ("an encrypted Word file", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + noise(5000) + "EncryptedPackage".encode("utf-16le") + noise(999), TROUBLE, "[file-encrypted]"),
    ("a spreadsheet of OpenDocument", odt("<office:spreadsheet/>"), TROUBLE, "a spreadsheet"),
    ("page styles that follow each other for ever", odt("<office:text><text:p>Dear Sirs</text:p></office:text>", [("styles.xml", (
        '<o:document-styles xmlns:o="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:s="urn:oasis:names:tc:opendocument:xmlns:style:1.0">'
        '<o:master-styles><s:master-page s:name="Standard" s:next-style-name="B"/><s:master-page s:name="B" s:next-style-name="Standard"/>'
        '</o:master-styles></o:document-styles>'))]), (0, 1, 2), ""),
    ("an archive cut off", docx()[:-30], TROUBLE, "[file-damaged]"),
    ("an archive cut in half", docx()[:400], TROUBLE, "[file-damaged]"),
    ("an archive of nothing", archive([]), TROUBLE, ""),
    ("an archive of noise", b"PK\x03\x04" + noise(MEBI), TROUBLE, "[file-damaged]"),
    ("an archive in an archive", archive([("letter.docx", docx())]), TROUBLE, "a ZIP archive"),
    ("a PDF of 5,000 pages", pages(5000), TROUBLE, "[file-too-large]"),
    ("a PDF of 400 pages", pages(400), (0, 1), ""),
    ("a PDF of 5 MB of text", pdf("BT /F1 3 Tf 10 830 Td 4 TL %s ET" % (("(%s) ' " % ("the plan " * 40)) * 200), 100, True), TROUBLE, "[reader-limit]"),
    ("a PDF without end", endless(), TROUBLE, "[reader-limit]"),
    ("a PDF without text", pdf("0 0 100 100 re f"), TROUBLE, "[file-no-text]"),
    ("a PDF cut off", WHOLE[:-200], TROUBLE, "[file-damaged]"),
    ("a PDF cut in half", WHOLE[:300], TROUBLE, "[file-damaged]"),
    ("a PDF behind something else", b"Received: from scanner\r\n\r\n" + WHOLE, (0, 1, 2), ""),
    ("a PDF of noise", b"%PDF-1.7\n" + noise(MEBI), TROUBLE, "[file-damaged]"),
    ("a PDF that is its own page", WHOLE.replace(b"/Kids [5 0 R]", b"/Kids [2 0 R]"), TROUBLE, ""),
    ("a PDF of one huge page", pdf("BT /F1 1 Tf 1 0 0 1 0 0 Tm %s ET" % "".join("1 0 0 1 %d %d Tm (a) Tj " % (i * 9999 % 100003, i) for i in range(20000))), (0, 1, 2), ""),
)
