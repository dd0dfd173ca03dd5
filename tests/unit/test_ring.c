/* test_ring.c - which letters make rings, and which only look like it; DESIGN sections 1 and 7.
 *
 * SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "archive/archive_circles.h"
#include "archive_made.h"

#define HOMES "subject=Unmet need for homes at Long Marston"

static const struct made_row rows[] = {
	{ "a subject", {
		"on=2015-03-02|from=a|to=b|" HOMES, "on=2015-04-02|from=b|to=c|subject=RE: Long Marston - unmet need for homes",
		"on=2015-05-02|from=c|to=a|" HOMES }, "1 2 3" },
	{ "letters not in order of time in the archive", {
		"on=2015-05-02|from=c|to=a|" HOMES, "on=2015-03-02|from=a|to=b|" HOMES, "on=2015-04-02|from=b|to=c|" HOMES }, "2 3 1" },
	{ "references in any spelling", {
		"on=2015-03-02|from=a|to=b|our=PP/12", "on=2015-04-02|from=b|to=c|your=pp 12|our=X-7/JS",
		"on=2015-05-02|from=c|to=a|cites=//x 7 js" }, "1 2 3" },
	{ "one reference all the way", {
		"on=2015-03-02|from=a|to=b|our=15/01234/OUT", "on=2015-04-02|from=b|to=c|our=15/01234/out",
		"on=2015-05-02|from=c|to=a|our=15 01234 OUT" }, "1 2 3" },
	{ "files of three offices with one name", {
		"on=2015-03-02|from=a|to=b|our=PP/12|subject=Trees", "on=2015-04-02|from=b|to=c|our=PP/12|subject=Parking",
		"on=2015-05-02|from=c|to=a|our=PP/12|subject=Bins" }, "" },
	{ "dates", {
		"on=2015-03-02|from=a|to=b|subject=Roads", "on=2015-04-02|from=b|to=c|cites=2015-03-02/a/|subject=Bridges",
		"on=2015-05-02|from=c|to=a|cites=2015-04-02/b/|subject=Tunnels" }, "1 2 3" },
	{ "dates, nobody says whose letters", {
		"on=2015-03-02|from=a|to=b", "on=2015-04-02|from=b|to=c|cites=2015-03-02//", "on=2015-05-02|from=c|to=a|cites=2015-04-02//" }, "1 2 3" },
	{ "ids", {
		"on=2015-03-02|from=a|to=b|id=m1@a", "on=2015-04-02|from=b|to=c|id=L2@b|prev=m1@a|next=m3@c", "on=2015-05-02|from=c|to=a|id=m3@c" }, "1 2 3" },
	{ "pointers of an edition are an order", {
		"on=2015-03-02|from=a|to=b|id=m1", "on=2015-04-02|from=b|to=c|id=L2|prev=letters.xml#m1|next=#m3", "on=2015-05-02|from=c|to=a|id=m3" }, "" },
	{ "pointers between bodies of the registry", {
		"on=2015-03-02|from=cherwell|to=warwick|id=m1", "on=2015-04-02|from=warwick|to=rugby|id=L2|prev=letters.xml#m1|next=#m3",
		"on=2015-05-02|from=rugby|to=cherwell|id=m3" }, "1 2 3" },
	{ "a figure", {
		"on=2015-03-02|from=a|to=b|terms=1900 dwellings", "on=2015-04-02|from=b|to=c|terms=1900 dwellings",
		"on=2015-05-02|from=c|to=a|terms=1900 dwellings" }, "1 2 3" },
	{ "a name of three words", {
		"on=2015-03-02|from=a|to=b|terms=birminghams unmet need", "on=2015-04-02|from=b|to=c|terms=birminghams unmet need",
		"on=2015-05-02|from=c|to=a|terms=birminghams unmet need" }, "1 2 3" },
	{ "a place alone is no matter", {
		"on=2015-03-02|from=a|to=b|terms=bicester|subject=Trees in Bicester", "on=2015-04-02|from=b|to=c|terms=bicester|subject=Bicester parking",
		"on=2015-05-02|from=c|to=a|terms=bicester|subject=Bicester library" }, "" },
	{ "what everybody writes about is no matter", {
		"on=2015-03-02|from=a|to=b|subject=Local Plan consultation", "on=2015-04-02|from=b|to=c|subject=Local Plan consultation",
		"on=2015-05-02|from=c|to=a|subject=Local Plan: consultation" }, "" },
	{ "six letters", {
		"on=2015-01-02|from=a|to=b|" HOMES, "on=2015-02-02|from=b|to=c|" HOMES, "on=2015-03-02|from=c|to=d|" HOMES,
		"on=2015-04-02|from=d|to=e|" HOMES, "on=2015-05-02|from=e|to=f|" HOMES, "on=2015-06-02|from=f|to=a|" HOMES }, "1 2 3 4 5 6" },
	{ "closed by a desk", {
		"on=2015-03-02|from=a@t|to=b|" HOMES, "on=2015-04-02|from=b|to=c|" HOMES, "on=2015-05-02|from=c|to=d@t|" HOMES }, "1 2 3 desk" },
	{ "joined by a desk on the way", {
		"on=2015-03-02|from=a|to=b@t|" HOMES, "on=2015-04-02|from=d@t|to=c|" HOMES, "on=2015-05-02|from=c|to=a|" HOMES }, "1 2 3 desk" },
	{ "closed by a desk, perhaps", {
		"on=2015-03-02|from=a@t?|to=b|" HOMES, "on=2015-04-02|from=b|to=c|" HOMES, "on=2015-05-02|from=c|to=d@t|" HOMES }, "1 2 3 desk perhaps" },
	{ "a team that was not in force then", {
		"on=2015-03-02|from=a|to=b|" HOMES, "on=2015-04-02|from=b|to=c|" HOMES, "on=2015-05-02|from=c|to=d@t|" HOMES }, "" },
	{ "to and fro", {
		"on=2015-03-02|from=a|to=b|" HOMES, "on=2015-04-02|from=b|to=a|" HOMES, "on=2015-05-02|from=a|to=b|" HOMES,
		"on=2015-06-02|from=b|to=a|" HOMES }, "" },
	{ "to and fro of two desks of three names", {
		"on=2015-03-02|from=a@t|to=b|" HOMES, "on=2015-04-02|from=b|to=c@t|" HOMES, "on=2015-05-02|from=c@t|to=b|" HOMES,
		"on=2015-06-02|from=b|to=a@t|" HOMES }, "" },
	{ "the wrong order", {
		"on=2015-05-02|from=a|to=b|" HOMES, "on=2015-04-02|from=b|to=c|" HOMES, "on=2015-03-02|from=c|to=a|" HOMES }, "" },
	{ "too long a wait", {
		"on=2010-03-02|from=a|to=b|" HOMES, "on=2010-04-02|from=b|to=c|" HOMES, "on=2012-04-03|from=c|to=a|" HOMES }, "" },
	{ "just not too long a wait", {
		"on=2010-03-02|from=a|to=b|" HOMES, "on=2010-04-02|from=b|to=c|" HOMES, "on=2012-04-02|from=c|to=a|" HOMES }, "1 2 3" },
	{ "other matters", {
		"on=2015-03-02|from=a|to=b|" HOMES, "on=2015-04-02|from=b|to=c|subject=Gypsy and traveller pitches",
		"on=2015-05-02|from=c|to=a|subject=Waste collection vehicles" }, "" },
	{ "a matter that drifts", {
		"on=2015-03-02|from=a|to=b|subject=Bicester eco town homes|our=A/101", "on=2015-04-02|from=b|to=c|subject=Traveller pitches policy gap|your=A/101",
		"on=2015-05-02|from=c|to=a|subject=Traveller pitches policy gap" }, "" },
	{ "standing references of offices", {
		"on=2015-03-02|from=a|to=b|our=A/PP/1|your=B/PP/7|subject=Trees", "on=2015-04-02|from=b|to=c|our=B/PP/7|your=C/PP/3|subject=Parking",
		"on=2015-05-02|from=c|to=a|our=C/PP/3|your=A/PP/1|subject=Bins" }, "" },
	{ "a circular", {
		"on=2015-03-02|from=a|to=b,d,e,f,g|" HOMES, "on=2015-04-02|from=b|to=c|" HOMES, "on=2015-05-02|from=c|to=a|" HOMES }, "" },
	{ "a circular, letter by letter", {
		"on=2015-03-02|from=a|to=b|" HOMES, "on=2015-03-02|from=a|to=d|" HOMES, "on=2015-03-02|from=a|to=e|" HOMES,
		"on=2015-03-03|from=a|to=f|" HOMES, "on=2015-03-03|from=a|to=g|" HOMES, "on=2015-04-02|from=b|to=c|" HOMES,
		"on=2015-05-02|from=c|to=a|" HOMES }, "" },
	{ "an acknowledgement", {
		"on=2015-03-02|from=a|to=b|" HOMES, "on=2015-04-02|from=b|to=c|asks=k|" HOMES, "on=2015-05-02|from=c|to=a|" HOMES }, "" },
	{ "a negotiation", {
		"on=2015-03-02|from=a|to=b|asks=p|terms=1900 dwellings|" HOMES, "on=2015-04-02|from=b|to=c|asks=p|terms=2100 dwellings|" HOMES,
		"on=2015-05-02|from=c|to=a|asks=p|terms=2300 dwellings|" HOMES }, "" },
	{ "a need", {
		"on=2015-03-02|from=a|to=b|asks=an|" HOMES, "on=2015-04-02|from=b|to=c|asks=dh|" HOMES, "on=2015-05-02|from=c|to=a|asks=dh|" HOMES }, "1 2 3 need" },
	{ "a document goes round to be signed", {
		"on=2015-03-02|from=a|to=b|asks=s|" HOMES, "on=2015-04-02|from=b|to=c|asks=s|" HOMES, "on=2015-05-02|from=c|to=a|" HOMES }, "" },
	{ "one of its letters speaks of signing", {
		"on=2015-03-02|from=a|to=b|asks=s|" HOMES, "on=2015-04-02|from=b|to=c|" HOMES, "on=2015-05-02|from=c|to=a|" HOMES }, "1 2 3" },
	{ "a need that is told and not asked, and one silent between", {
		"on=2015-03-02|from=a|to=b|asks=n|" HOMES, "on=2015-04-02|from=b|to=c|" HOMES, "on=2015-04-12|from=c|to=d|asks=n|" HOMES,
		"on=2015-05-02|from=d|to=a|asks=dh|" HOMES }, "1 2 3 4 need" },
	{ "a need that somebody meets", {
		"on=2015-03-02|from=a|to=b|asks=an|" HOMES, "on=2015-04-02|from=b|to=c|asks=ah|" HOMES, "on=2015-05-02|from=c|to=a|asks=c|" HOMES }, "1 2 3" },
	{ "several letters for a step: the nearest", {
		"on=2015-03-02|from=a|to=b|" HOMES, "on=2015-04-02|from=b|to=c|" HOMES, "on=2015-04-12|from=b|to=c|" HOMES,
		"on=2015-05-02|from=c|to=a|" HOMES, "on=2015-05-12|from=c|to=a|" HOMES }, "1 2 4" },
	{ "several letters for a step: the best linked", {
		"on=2015-03-02|from=a|to=b|our=A/101|" HOMES, "on=2015-04-02|from=b|to=c|" HOMES, "on=2015-04-12|from=b|to=c|your=A/101|our=B/202|" HOMES,
		"on=2015-05-12|from=c|to=a|your=B/202|" HOMES }, "1 3 4" },
	{ "letters to two", {
		"on=2015-03-02|from=a|to=b,d|" HOMES, "on=2015-04-02|from=b|to=c|" HOMES, "on=2015-05-02|from=c|to=a,e|" HOMES }, "1 2 3" },
	{ "an answer to all", {
		"on=2015-03-02|from=a|to=b,c|our=A/1|" HOMES, "on=2015-04-02|from=b|to=a,c|our=B/1|your=A/1|" HOMES,
		"on=2015-05-02|from=c|to=a,b|your=B/1|" HOMES }, "" },
	{ "a reminder", {
		"on=2015-03-02|from=a|to=b|our=AB/101", "on=2015-04-02|from=b|to=c|your=AB/101", "on=2015-06-02|from=b|to=c|cites=2015-04-02/b/",
		"on=2015-07-02|from=c|to=a|cites=2015-06-02/b/" }, "1 2 4" },
	{ "one day, told from the one that asks", {
		"on=2015-03-02|from=c|to=a|asks=h|" HOMES, "on=2015-03-02|from=a|to=b|asks=an|" HOMES, "on=2015-03-02|from=b|to=c|asks=h|" HOMES }, "2 3 1 need" },
	{ "a month only", {
		"on=2015-03|from=a|to=b|" HOMES, "on=2015-03-12|from=b|to=c|" HOMES, "on=2015-05-02|from=c|to=a|" HOMES }, "1 2 3 perhaps" },
	{ "no date: only what letters say themselves", {
		"from=a|to=b|our=A/101|" HOMES, "on=2015-03-12|from=b|to=c|your=A/101|our=B/202|" HOMES, "on=2015-05-02|from=c|to=a|your=B/202|" HOMES }, "1 2 3 perhaps" },
	{ "no date, no word", {
		"from=a|to=b|" HOMES, "on=2015-03-12|from=b|to=c|" HOMES, "on=2015-05-02|from=c|to=a|" HOMES }, "" },
	{ "the same again later is another", {
		"on=2015-03-02|from=a|to=b|" HOMES, "on=2015-04-02|from=b|to=c|" HOMES, "on=2015-05-02|from=c|to=a|" HOMES,
		"on=2015-06-02|from=a|to=b|" HOMES, "on=2015-07-02|from=b|to=c|" HOMES, "on=2015-08-02|from=c|to=a|" HOMES }, "1 2 3; 4 5 6" },
	{ "a longer way round", {
		"on=2015-03-02|from=a|to=b|" HOMES, "on=2015-04-02|from=b|to=c|" HOMES, "on=2015-04-05|from=b|to=d|" HOMES,
		"on=2015-04-10|from=d|to=c|" HOMES, "on=2015-05-02|from=c|to=a|" HOMES }, "1 2 5" },
	{ "a letter that is missing", {
		"on=2015-03-02|from=a|to=b|" HOMES, "on=2015-05-02|from=c|to=a|cites=2015-04-02/b/B 7|" HOMES }, "1 x 2" },
	{ "a letter that is missing, and nobody says of which day", {
		"on=2015-03-02|from=a|to=b|" HOMES, "on=2015-05-02|from=c|to=a|cites=/b/B 7|" HOMES }, "1 x 2 perhaps" },
	{ "a need that only who hands it on calls one, and who is content to do something besides", {
		"on=2015-03-02|from=a|to=b|asks=a|" HOMES, "on=2015-04-02|from=b|to=c|asks=anhc|" HOMES, "on=2015-05-02|from=c|to=a|asks=dh|" HOMES }, "1 2 3 need" },
	{ "a reference of letters alone, that few have", {
		"on=2015-03-02|from=a|to=b|our=ABC/BAR|subject=Levy", "on=2015-04-02|from=b|to=c|your=ABC.BAR|our=BB/2017/3|subject=Ponds",
		"on=2015-05-02|from=c|to=a|your=BB 2017 3|subject=Weirs" }, "1 2 3" },
	{ "a sum of money and a word", {
		"on=2015-03-02|from=a|to=b|terms=4100 pounds|subject=Barrier", "on=2015-04-02|from=b|to=c|terms=4100 pounds|subject=Barrier",
		"on=2015-05-02|from=c|to=a|terms=4100 pounds|subject=Barrier" }, "1 2 3" },
	{ "a sum of money alone", {
		"on=2015-03-02|from=a|to=b|terms=4100 pounds|subject=Fees", "on=2015-04-02|from=b|to=c|terms=4100 pounds|subject=Bins",
		"on=2015-05-02|from=c|to=a|terms=4100 pounds|subject=Trees" }, "" },
	{ "a letter that is missing, in the middle of more", {
		"on=2015-03-02|from=a|to=b|" HOMES, "on=2015-05-02|from=c|to=d|cites=2015-04-02/b/|" HOMES, "on=2015-06-02|from=d|to=a|" HOMES }, "1 x 2 3" },
	{ "missing, of a month", {
		"on=2015-03-02|from=rugby|to=corby|" HOMES, "on=2015-05-02|from=daventry|to=kettering|cites=2015-04/corby/|" HOMES, "on=2015-06-02|from=kettering|to=rugby|" HOMES }, "1 x 2 3" },
	{ "missing, of a month, between people", {
		"on=2015-03-02|from=a|to=b|" HOMES, "on=2015-05-02|from=c|to=d|cites=2015-04/b/|" HOMES, "on=2015-06-02|from=d|to=a|" HOMES }, "" },
	{ "between offices, but in that month its writer wrote to who cites it", {
		"on=2015-03-02|from=rugby|to=corby|" HOMES, "on=2015-05-02|from=daventry|to=kettering|cites=2015-04/corby/|" HOMES, "on=2015-06-02|from=kettering|to=rugby|" HOMES,
		"on=2015-04-12|from=corby|to=daventry|subject=Bins" }, "" },
	{ "of three letters one is missing, and only its month is known", {
		"on=2015-03-02|from=rugby|to=corby|" HOMES, "on=2015-05-02|from=daventry|to=rugby|cites=2015-04/corby/|" HOMES }, "" },
	{ "missing, with its day and number, and one name", {
		"on=2015-03-02|from=rugby|to=corby|terms=hargham|subject=Walls", "on=2015-05-02|from=daventry|to=rugby|cites=2015-04-02/corby/B 7|terms=hargham|subject=Gables" },
		"1 x 2 perhaps" },
	{ "the same between people", {
		"on=2015-03-02|from=a|to=b|terms=hargham|subject=Walls", "on=2015-05-02|from=c|to=a|cites=2015-04-02/b/B 7|terms=hargham|subject=Gables" }, "" },
	{ "missing, with its day, and one name", {
		"on=2015-03-02|from=rugby|to=corby|terms=hargham|subject=Walls", "on=2015-05-02|from=daventry|to=rugby|cites=2015-04-02/corby/|terms=hargham|subject=Gables" }, "" },
	{ "missing, with its day, a name and a word, in the middle of more", {
		"on=2015-03-02|from=rugby|to=corby|terms=hargham|subject=Old gables", "on=2015-05-02|from=daventry|to=kettering|our=C/31|cites=2015-04-02/corby/|terms=hargham|subject=Gables again",
		"on=2015-06-02|from=kettering|to=rugby|your=C/31|terms=hargham|subject=Walls" }, "1 x 2 3 perhaps" },
	{ "the same of three letters", {
		"on=2015-03-02|from=rugby|to=corby|terms=hargham|subject=Old gables", "on=2015-05-02|from=daventry|to=rugby|cites=2015-04-02/corby/|terms=hargham|subject=Gables again" }, "" },
	{ "missing, and nobody knows whose it was", {
		"on=2015-03-02|from=rugby|to=corby|" HOMES, "on=2015-05-02|from=daventry|to=kettering|cites=2015-04-02//|" HOMES, "on=2015-06-02|from=kettering|to=rugby|" HOMES }, "" },
	{ "two letters that are missing", {
		"on=2015-03-02|from=a|to=b|" HOMES, "on=2015-05-02|from=c|to=d|cites=2015-04-02/b/|" HOMES,
		"on=2015-07-02|from=e|to=a|cites=2015-06-02/d/|" HOMES }, "" },
	{ "missing, but of another matter", {
		"on=2015-03-02|from=a|to=b|" HOMES, "on=2015-05-02|from=c|to=a|cites=2015-04-02/b/B 7|subject=Bins" }, "" },
	{ "your letter is nobody else's", {
		"on=2015-03-02|from=a|to=b|" HOMES, "on=2015-05-02|from=c|to=a|cites=2015-04-02/a/|" HOMES }, "" },
	{ "not missing", {
		"on=2015-03-02|from=a|to=b|" HOMES, "on=2015-04-02|from=b|to=d|" HOMES, "on=2015-05-02|from=c|to=a|cites=2015-04-02/b/|" HOMES }, "" },
	{ "one figure of a need all the way, whatever the last says", {
		"on=2015-03-02|from=a|to=b|asks=an|terms=1900 dwellings|" HOMES, "on=2015-04-02|from=b|to=c|asks=anh|terms=1900 dwellings|" HOMES,
		"on=2015-05-02|from=c|to=a|terms=1900 dwellings|" HOMES }, "1 2 3 need" },
	{ "the same, but the last takes it", {
		"on=2015-03-02|from=a|to=b|asks=an|terms=1900 dwellings|" HOMES, "on=2015-04-02|from=b|to=c|asks=anh|terms=1900 dwellings|" HOMES,
		"on=2015-05-02|from=c|to=a|asks=c|terms=1900 dwellings|" HOMES }, "1 2 3" },
	{ "the same, but nobody calls it a need", {
		"on=2015-03-02|from=a|to=b|asks=a|terms=1900 dwellings|" HOMES, "on=2015-04-02|from=b|to=c|asks=ah|terms=1900 dwellings|" HOMES,
		"on=2015-05-02|from=c|to=a|terms=1900 dwellings|" HOMES }, "1 2 3" },
	{ "missing, of a day on which its writer wrote another", {
		"on=2015-03-02|from=a|to=b|" HOMES, "on=2015-04-02|from=b|to=d|subject=Bins", "on=2015-05-02|from=c|to=a|cites=2015-04-02/b/B 7|" HOMES },
		"1 x 3" },
	{ "a need asked anew", {
		"on=2015-03-02|from=a|to=b|asks=an|terms=1900 dwellings|" HOMES, "on=2015-04-02|from=b|to=c|asks=ahn|terms=1900 dwellings|" HOMES,
		"on=2016-05-02|from=c|to=a|asks=an|terms=2300 dwellings|" HOMES }, "" },
	{ "an answer to another letter of who gets it", {
		"on=2015-03-02|from=a|to=b|terms=1900 dwellings|" HOMES, "on=2015-04-02|from=b|to=c|terms=1900 dwellings|" HOMES,
		"on=2016-05-02|from=c|to=a|answers=2016-04-02/a/A 9|terms=2300 dwellings|" HOMES }, "" },
	{ "the same, but of the same figure", {
		"on=2015-03-02|from=a|to=b|terms=1900 dwellings|" HOMES, "on=2015-04-02|from=b|to=c|terms=1900 dwellings|" HOMES,
		"on=2016-05-02|from=c|to=a|answers=2016-04-02/a/A 9|terms=1900 dwellings|" HOMES }, "1 2 3" },
};

static void test_ring_rows(void **state)
{
	(void)state;
	assert_int_equal(made_rows(rows, sizeof rows / sizeof *rows), 0);
}

/* --- against brute force: all letters on one matter --- */

#define MOST 11u

struct graph {
	uint32_t n, desks, from[MOST], to[MOST];
	struct date date[MOST];
	const struct letter_archive *out;
	uint32_t path[MOST], depth, rings;
};

static uint32_t chosen(uint64_t *seed, uint32_t n)
{
	*seed = *seed * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(*seed >> 33) % n;
}

static bool goes_on(const struct graph *g, uint32_t a, uint32_t b)
{
	struct date last = g->date[a];
	last.year = (int16_t)(last.year + 2);
	int32_t then = date_first(g->date[b]);
	return g->to[a] == g->from[b] && date_first(g->date[a]) <= then && then <= date_first(last);
}

static uint32_t desk_bits(const struct graph *g, const struct letter_circle *c)
{
	uint32_t bits = 0;
	for (uint32_t i = 0; i < c->steps.n; i++) {
		bits |= 1u << g->from[c->steps.v[i].letter];
	}
	return bits;
}

/* The ring on the path is told, or one of the same desks or fewer with which it shares letters or time. */
static bool is_covered(const struct graph *g)
{
	uint32_t bits = 0, letters = 0;
	for (uint32_t i = 0; i < g->depth; i++) {
		bits |= 1u << g->from[g->path[i]];
		letters |= 1u << g->path[i];
	}
	for (uint32_t i = 0; i < g->out->circles.n; i++) {
		const struct letter_circle *c = &g->out->circles.v[i];
		uint32_t shared = 0;
		for (uint32_t j = 0; j < c->steps.n; j++) {
			shared += letters >> c->steps.v[j].letter & 1;
		}
		int32_t begins = date_first(g->date[g->path[0]]), ends = date_first(g->date[g->path[g->depth - 1]]);
		bool meets = c->steps.v[0].date.first < ends && begins < c->steps.v[c->steps.n - 1].date.first;
		bool inside = (desk_bits(g, c) & ~bits) == 0;
		if (inside && (shared > 1 || (desk_bits(g, c) == bits && (shared > 0 || meets)))) {
			return true;
		}
	}
	return false;
}

static void all_rings(struct graph *g, uint32_t home, uint32_t seen)
{
	uint32_t last = g->path[g->depth - 1];
	for (uint32_t b = 0; b < g->n; b++) {
		if (!goes_on(g, last, b) || (seen >> g->to[b] & 1 && g->to[b] != home)) {
			continue;
		}
		g->path[g->depth++] = b;
		if (g->to[b] != home) {
			all_rings(g, home, seen | 1u << g->to[b]);
		} else if (g->depth >= 3) {
			g->rings++;
			assert_true(is_covered(g));
		}
		g->depth--;
	}
}

static void told_rightly(const struct graph *g, const struct letter_circle *c)
{
	uint32_t seen = 0;
	assert_true(c->steps.n >= 3);
	for (uint32_t i = 0; i < c->steps.n; i++) {
		uint32_t letter = c->steps.v[i].letter, next = c->steps.v[(i + 1) % c->steps.n].letter;
		assert_true(letter < g->n && !(seen >> g->from[letter] & 1));
		seen |= 1u << g->from[letter];
		assert_true(i + 1 < c->steps.n ? goes_on(g, letter, next) : g->to[letter] == g->from[next]);
	}
}

static void test_ring_random(void **state)
{
	(void)state;
	uint64_t seed = 20150302;
	uint32_t rings = 0, without = 0;
	for (uint32_t round = 0; round < 600; round++) {
		struct graph g = { .n = 4 + chosen(&seed, MOST - 3), .desks = 3 + chosen(&seed, 4) };
		struct made m;
		made_begin(&m, NULL);
		for (uint32_t i = 0; i < g.n; i++) {
			g.from[i] = chosen(&seed, g.desks);
			g.to[i] = (g.from[i] + 1 + chosen(&seed, g.desks - 1)) % g.desks;
			g.date[i] = (struct date){ (int16_t)(2010 + chosen(&seed, 5)), (uint8_t)(1 + chosen(&seed, 12)), (uint8_t)(1 + chosen(&seed, 2)) };
			char day[16];
			made_add(&m, arena_printf(&m.arena, "on=%s|from=d%u|to=d%u|" HOMES, date_print(g.date[i], day), g.from[i], g.to[i]));
		}
		archive_circles(m.archive, &m.out);
		g.out = &m.out;
		for (uint32_t i = 0; i < m.out.circles.n; i++) {
			told_rightly(&g, &m.out.circles.v[i]);
		}
		for (uint32_t i = 0; i < g.n; i++) {
			g.path[0] = i;
			g.depth = 1;
			all_rings(&g, g.from[i], 1u << g.from[i] | 1u << g.to[i]);
		}
		assert_true(g.rings > 0 || m.out.circles.n == 0);
		rings += m.out.circles.n;
		without += g.rings == 0;
		made_end(&m);
	}
	assert_true(rings > 50 && without > 50);
}

/* Letters of many runs, of which every other goes on from one before it. All that was found as text. */
static const char *found_with(uint32_t jobs, struct arena *a, uint32_t *circles)
{
	enum { LETTERS = 3000, DESKS = 40, MATTERS = 500 };
	uint32_t to[LETTERS], day[LETTERS], from[LETTERS], matter[LETTERS];
	const struct archive_options o = { .jobs = jobs };
	uint64_t seed = 7;
	struct made m;
	made_begin(&m, &o);
	m.out.know = m.know;
	for (uint32_t i = 0; i < LETTERS; i++) {
		uint32_t before = i > 0 ? i - 1 - chosen(&seed, i < 40 ? i : 40) : 0;
		bool goes = i > 0 && chosen(&seed, 2) > 0;
		from[i] = goes ? to[before] : chosen(&seed, DESKS);
		to[i] = (from[i] + 1 + chosen(&seed, DESKS - 1)) % DESKS;
		day[i] = goes ? day[before] + chosen(&seed, 90) : chosen(&seed, 3000);
		matter[i] = goes ? matter[before] : chosen(&seed, MATTERS);
		char on[16], cited[16];
		date_print(date_of_day(date_first((struct date){ 2001, 1, 1 }) + (int32_t)day[i]), on);
		date_print(date_of_day(date_first((struct date){ 2001, 1, 1 }) + (int32_t)day[before]), cited);
		const char *cites = !goes || chosen(&seed, 3) == 0 ? "" : arena_printf(&m.arena, "|answers=%s/d%u/L%u", cited, from[before], chosen(&seed, 9) > 0 ? before : i + 5);
		made_add(&m, arena_printf(&m.arena, "on=%s|from=d%u@t%u|to=d%u@t%u|our=L%u|subject=Homes at place%u|terms=%u dwellings|words=w%u x%u%s", on, from[i], from[i] / 2, to[i],
		    to[i] / 2, i, matter[i], 1000 + matter[i], matter[i], i / 3, cites));
	}
	archive_circles(m.archive, &m.out);
	struct buf b = BUF_INIT;
	archive_circles_print(&b, &m.out);
	*circles = m.out.circles.n;
	const char *text = arena_strn(a, b.p, b.n);
	buf_release(&b);
	made_end(&m);
	return text;
}

static void test_ring_threads(void **state)
{
	static const uint32_t jobs[] = { 2, 4, 9 };
	uint32_t circles, others;
	struct arena a;
	(void)state;
	arena_init(&a, 0);
	const char *one = found_with(1, &a, &circles);
	assert_true(circles > 50);
	for (size_t i = 0; i < sizeof jobs / sizeof *jobs; i++) {
		assert_string_equal(found_with(jobs[i], &a, &others), one);
	}
	arena_release(&a);
}

/* A chain of which each letter but the second says which one it goes on from: the second has a figure of the first. Others have it besides, of a hundred
 * thousand letters. */
static uint32_t rings_beside(uint32_t others)
{
	enum { LETTERS = 100000 };
	static const char *const chain[] = {
		"on=2015-01-02|from=a|to=b|our=A/1|subject=Polling places|terms=7098 dwellings", "on=2015-02-02|from=b|to=c|our=B/2|subject=Green Belt|terms=7098 dwellings",
		"on=2015-03-02|from=c|to=d|subject=Green Belt|our=C/3|cites=2015-02-02/b/B2", "on=2015-04-02|from=d|to=a|subject=Green Belt|cites=2015-03-02/c/C3" };
	struct made m;
	made_begin(&m, NULL);
	for (size_t i = 0; i < sizeof chain / sizeof *chain; i++) {
		made_add(&m, chain[i]);
	}
	for (uint32_t i = 0; i < LETTERS; i++) {
		made_add(&m, arena_printf(&m.arena, "on=%u-02-02|from=p%u|to=q%u|terms=%s", 1900 + i % 100, i, i, i < others ? "7098 dwellings" : "oak"));
	}
	archive_circles(m.archive, &m.out);
	uint32_t rings = m.out.circles.n;
	made_end(&m);
	return rings;
}

static void test_ring_by_chance(void **state)
{
	(void)state;
	assert_int_equal(rings_beside(10), 1);
	assert_int_equal(rings_beside(11), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_ring_rows), cmocka_unit_test(test_ring_random), cmocka_unit_test(test_ring_threads), cmocka_unit_test(test_ring_by_chance) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
