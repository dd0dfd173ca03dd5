/* test_archive_words.c - what an archive keeps of a letter's words: masked text, sketch, terms, what is asked. Letters are read as text.
 *
 * SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "archive/archive_in.h"
#include "extract/extract.h"
#include "read/read.h"
#include "resolve/resolve.h"

static struct know *know;
static struct arena records;

static int begin(void **state)
{
	(void)state;
	know = know_default();
	arena_init(&records, 0);
	return 0;
}

static int end(void **state)
{
	(void)state;
	arena_release(&records);
	know_free(know);
	return 0;
}

static bool take(void *user, struct letter *l)
{
	struct letter_record **r = user;
	extract_letter(l);
	resolve_letter(l);
	*r = archive_record(&records, l, ARCHIVE_WITH_SKETCH | ARCHIVE_WITH_TEXT);
	return false;
}

static struct letter_record *record(const char *text)
{
	struct letter_record *r = NULL;
	struct arena file, letter;
	struct diag_sink sink = { 0 };
	arena_init(&file, 0);
	arena_init(&letter, 0);
	struct read_job job = { .know = know, .sink = &sink, .path = "letter.txt", .bytes = span_str(text), .file_arena = &file,
		.letter_arena = &letter, .take = take, .user = &r };
	read_letters(&job);
	arena_release(&letter);
	arena_release(&file);
	assert_non_null(r);
	return r;
}

static struct letter_record *rugby_to_daventry(const char *body)
{
	struct letter_record *r = record(arena_printf(&records, "Rugby Borough Council\nTown Hall, Rugby CV21 2RR\n\nOur ref: RBC/12\n\n2 March 2015\n\n"
	    "Daventry District Council\nLodge Road, Daventry NN11 4FP\n\nDear Sir\n\nHousing\n\n%s\n\nYours faithfully\n\nJohn Smith\nRugby Borough Council\n", body));
	return r;
}

static void test_masked(void **state)
{
	(void)state;
	static const struct { const char *body, *masked; } cases[] = {
		{ "Rugby Borough Council asks that the need of Stratford-on-Avon be met.", "asks that the need of be met" },
		{ "We wrote on 2nd March 2015 and again on 5 May.", "we wrote on and again on" },
		{ "A figure of 1,900 dwellings to 2031 was put forward, and 1900 homes by 2021.", "a figure of 1900 dwellings to was put forward and 1900 homes by" },
		{ "Ours is RBC/12/334 and yours SDC-PP-12; write to john@rugby.gov.uk.", "ours is and yours\twrite to" },
		{ "The roads are full. Rugby asks that they be widened.", "the roads are full\tasks that they be widened" },
		{ "I look forward to hearing that you will widen the road, to build the bridge that your engineers drew in the spring, and to pay for both.",
		    "that you will widen the road to build the bridge that your engineers drew in the spring and to pay for both" },
		{ "Nothing else is asked. I look forward to hearing from you by 3 June.", "nothing else is asked" },
		{ "The roads are full.\n\nPage 2 of 5\n\nThe schools are full.", "the roads are full\nthe schools are full" },
		{ "Newcastle-under-Lyme and Wells next the Sea object to it.", "object to it" },
		{ "Mr Brown spoke to Cllr Ahmed in the Guildhall about 12 pitches.", "spoke to about 12 pitches" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		assert_string_equal(rugby_to_daventry(cases[i].body)->text, cases[i].masked);
	}
}

/* The letters that it cites: when, by whom, of whom. */
static const char *cited_in(const struct letter_record *r)
{
	struct buf out = BUF_INIT;
	for (uint32_t i = 0; i < r->cited.n; i++) {
		const struct letter_cited *c = &r->cited.v[i];
		char day[32];
		buf_printf(&out, "%s%s%s%s%s%s", i > 0 ? ";" : "", when_print(c->date, day), c->person[0] != '\0' ? " " : "", c->person, c->author[0] != '\0' ? " @" : "", c->author);
	}
	const char *text = arena_strn(&records, out.n > 0 ? out.p : "", out.n);
	buf_release(&out);
	return text;
}

static void test_people(void **state)
{
	(void)state;
	static const struct { const char *body, *cited; } cases[] = {
		{ "Terry Cottle's January letter concludes that the pipe is ours.", "2015-01 cottle" },
		{ "Hilary Aldous's letter of last April has been lying on my desk.", "2014-04 aldous" },
		{ "Mrs Aldous wrote to us on the 20th about it.", "2015-02-20 aldous" },
		{ "As your Mr Pryce asked in his letter of 2 February, we have looked.", "2015-02-02 pryce @daventry" },
		{ "The letter Councillor Byrne sent on 4 February says otherwise.", "2015-02-04 byrne" },
		{ "Last week Councillor Byrne asked us to take it on.", "2015-02-17/2015-03-01 byrne" },
		{ "I enclose Mr. Pryce's letter of the 28th.", "2015-02-28 pryce" },
		{ "A request has come to us (Luscombe, 11th of last month) to look at it.", "2015-02-11 luscombe" },
		{ "Hugh Tozer of Tendring wrote in February that it should be cleared.", "2015-02 tozer @tendring" },
		{ "We had a note from Jenny Hart in December on the same subject.", "2014-12 hart" },
		{ "Captain Grey's of the 2nd ult. has been read by the Board.", "2015-02-02 grey" },
		{ "Mr Jones' letter of 9 January is attached.", "2015-01-09 jones" },
		{ "Your Mr van der Berg emailed us on 27 February.", "2015-02-27 berg @daventry" },
		{ "Mrs Quantrill of the Drainage Board, writing on 13 February, thinks that it is yours.", "2015-02-13 quantrill" },
		{ "I am grateful to Mr Pryce for his letter of 2 February.", "2015-02-02 pryce" },
		{ "Mary Cole wrote to me in the winter about the sluice.", "2014-12-01/2015-02-28 cole" },
		{ "Mary Cole wrote in January and Councillor Byrne wrote on 4 February.", "2015-01 cole;2015-02-04 byrne" },
		{ "See the letter of 10 February signed by Edmund Smith-Jones.", "2015-02-10 jones" },
		{ "We wrote to Mr Pryce on 2 February and have no answer.", "2015-02-02" },
		{ "We wrote to Mr Hartley on 22 January, and Mr Pickles wrote to the same end.", "2015-01-22" },
		{ "In October Ann Fairbrother retired.", "" },
		{ "Terry Cottle's letter tells us that in January the bank slipped by a foot.", "" },
		{ "Mr Pryce's letter tells us that the sluice was lost in the winter of the flood.", "" },
		{ "The 3rd runway letter from Mr Smith may be ignored.", "" },
		{ "The Inspector's letter of 10 February and Tendring's of the 11th are enclosed.", "2015-02-10 @tendring;2015-02-11 @tendring" },
		{ "Your letter of 10 February on Albion Wharf raised several points.", "2015-02-10 @daventry" },
		{ "King's Lynn wrote on 10 February.", "2015-02-10" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		assert_string_equal(cited_in(rugby_to_daventry(cases[i].body)), cases[i].cited);
	}
	struct letter_record *r = record("Rugby Borough Council\n\n2 March 2015\n\nMrs J O'Neill-Pryce MRTPI\nDaventry District Council\nLodge Road, Daventry NN11 4FP\n\n"
	    "Dear Mrs O'Neill-Pryce\n\nHousing\n\nWe have none.\n\nYours sincerely\n\nDr Alan van der Berg BSc\nHead of Planning\nRugby Borough Council\n");
	assert_int_equal(r->signed_by.n, 1);
	assert_string_equal(r->signed_by.v[0], "berg");
	assert_int_equal(r->addressed.n, 1);
	assert_string_equal(r->addressed.v[0], "pryce");
}

static void test_own_words_only(void **state)
{
	(void)state;
	struct letter_record *r = rugby_to_daventry("The roads are full.\n\n> We asked you in vain to widen the roads.\n\nNobody will widen them.");
	assert_null(strstr(r->text, "in vain"));
	assert_non_null(strstr(r->text, "nobody will widen them"));
	assert_null(strstr(r->text, "housing"));	/* the subject */
	assert_int_equal(r->words, 8);
	r = record("Rugby Borough Council\n\nDear Sir\n\nYours faithfully\n\nJ Smith");
	assert_int_equal(r->words, 0);
}

static void test_same_letter_back(void **state)
{
	(void)state;
	struct letter_record *r = rugby_to_daventry("Thank you for your letter of 2 February 2015.\n\nThe housing market area cannot absorb the growth "
	    "that the city sends out, and Rugby has looked at every site. We ask whether Daventry could take 1,900 dwellings by 2031.\n\nPlease do not hesitate to contact me.");
	struct letter_record *s = record("Daventry District Council\nLodge Road, Daventry NN11 4FP\n\nMay 2015\n\nRugby Borough Council\nTown Hall, Rugby CV21 2RR\n\n"
	    "Dear Mr Smith\n\nRE: Housing\n\nThe housing market area cannot absorb the growth that the city sends out, and Daventry has looked at every site. We ask whether Rugby "
	    "could take 1900 dwellings by 2036.\n\nI look forward to your reply.\n\nYours sincerely\n\nA Jones\nDaventry District Council\n");
	assert_string_equal(r->text, s->text);
	assert_memory_equal(r->sketch, s->sketch, LETTER_SKETCH);
	assert_int_equal(r->words, s->words);
}

static uint32_t letter_of(const char *wanted)	/* ORDER: enum letter_ask */
{
	static const char letters[] = "ACDPNRK";
	return 1u << (uint32_t)(strchr(letters, *wanted) - letters);
}

/* What each sentence shows: Asks, aCcepts, Declines, Passes on, tells of a Need, pRoposes, acKnowledges; '-' nothing. */
static const char *const sentences[] = {
	"A|We therefore ask whether your Council would be able to accommodate some of this growth.",
	"A|Could you please confirm whether you are able to take 1,900 of these homes?",
	"A|We invite you to consider making provision for 500 dwellings in your emerging plan.",
	"A|Please let us know whether your authority has any capacity to help.",
	"A|Would Harborough be willing to accommodate 500 of these?",
	"A|Your Council is asked to make provision for a further 12 hectares of employment land.",
	"A|Can you find places for 45 pupils in your secondary schools from September?",
	"A|I am therefore writing to establish, without prejudice, whether your authority would be able to accommodate any part of it.",
	"A|Gofynnwn i chi ystyried a allech ddarparu ar gyfer 200 o gartrefi.",
	"C|We are able to accommodate 500 dwellings.",
	"C|The Council agrees to take 600 of the dwellings requested.",
	"C|We are pleased to accept your request.",
	"C|Following your request, we can take a further 200 homes.",
	"C|Members have agreed to accommodate the additional pitches.",
	"C|Rugby is able to accommodate 300 of these homes.",
	"D|We are unable to accommodate any of your growth.",
	"D|The Council is not in a position to assist.",
	"D|There is no capacity within the district to accommodate further housing.",
	"D|We are not able to accept your request.",
	"D|Having considered the matter carefully, we do not consider that we can accommodate any additional dwellings.",
	"D|In view of the Green Belt we won't be able to take any of it.",
	"DN|We cannot accommodate our own needs, let alone any of yours.",
	"D|Rydym yn gwrthod y cais.",
	"N|Birmingham City Council is unable to meet all of its housing need within its boundary.",
	"N|There is a shortfall of 37,900 dwellings to 2031.",
	"N|The need for 45 hectares of employment land cannot be met within the borough.",
	"P|We suggest that you approach Warwick District Council.",
	"P|We have been asked by Birmingham to take 1,900 dwellings.",
	"AP|We therefore in turn ask whether you could take some of it.",
	"ANP|We would therefore ask you to consider whether you could accommodate Birmingham's unmet need.",
	"AN|We would therefore ask you to consider whether you could accommodate Rugby's unmet need.",
	"R|We now propose 600 dwellings at Long Marston instead.",
	"R|By way of compromise we would offer 400.",
	"K|Your letter of 2 March is receiving attention.",
	"K|I acknowledge receipt of your letter. A full response will follow within 20 working days.",
	"-|We have no comments to make on the draft plan.",
	"-|In your letter you asked whether we could take 1,900 dwellings.",
	"-|Solihull has told us that it is unable to accommodate any of these.",
	"-|We do not at present ask Rugby to accommodate any of them.",
	"-|We are not yet able to say whether we can accommodate these dwellings.",
	"-|We would be pleased to host a meeting here and would propose that a short note is prepared afterwards.",
	"-|Please could you send me a copy of the report?",
	"-|Our plan was adopted in 2011 and provides for 11,000 dwellings.",
};

static void test_asks(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof sentences / sizeof *sentences; i++) {
		unsigned wanted = 0;
		const char *p = sentences[i];
		for (; *p != '|'; p++) {
			wanted |= *p != '-' ? letter_of(p) : 0;
		}
		unsigned asks = rugby_to_daventry(p + 1)->asks;
		if (asks != wanted) {
			fail_msg("%#x, not %#x: %s", asks, wanted, p + 1);
		}
	}
}

/* The same in other words; of a need only whether it is asked counts here. */
static const char *const other_words[] = {
	"D|I am afraid that the answer from this end is no.",
	"D|The Borough is not able to offer any assistance with the balance of 450 dwellings.",
	"D|It is with regret that I must inform you that there is nothing we can do to help.",
	"D|My members see no scope for further growth beyond that already planned.",
	"D|We are therefore of the view that the Borough would not be in a position to contribute towards this figure.",
	"D|Our evidence does not point to any spare supply with which Daventry's shortfall could be met.",
	"D|Given these constraints, the Council considers that it would be inappropriate to accommodate any of this need.",
	"D|I have to tell you that no such capacity exists here.",
	"D|The Council has concluded that it is not possible to make any contribution.",
	"D|We see no prospect of providing any of these pitches.",
	"D|Rugby is in no position to take the 450 homes.",
	"D|It would be premature for this Council to commit to meeting any part of your shortfall, and it does not do so.",
	"D|Regrettably the Borough's own land supply leaves no margin from which others might be helped.",
	"D|I must therefore disappoint you: there is no land here for 450 homes.",
	"D|Cabinet was unanimous that the request should not be agreed to.",
	"D|Members were not minded to support the request.",
	"D|Having tested nine sites we find that none would be suitable for the pitches.",
	"D|We have no means of helping with the 200 hectares.",
	"D|We would not be able to lend support to your request.",
	"D|Your request for help with 300 dwellings is one which we have to turn down.",
	"D|The Council has been unable to find a single site that could serve.",
	"D|I can hold out no hope of our taking any of the homes.",
	"D|We do not feel able to assist.",
	"D|At this point in time Rugby does not anticipate being able to assist with unmet needs from elsewhere.",
	"D|Nor can we find room for the travellers' pitches.",
	"D|The short answer is that we can't.",
	"C|Members have resolved that the Borough should take 450 of them.",
	"C|I am happy to tell you that we can find room for all 24 pitches.",
	"C|The Borough will make provision for 600 dwellings towards your need.",
	"C|We confirm our willingness to accommodate 450 dwellings.",
	"C|I can confirm that the Council has agreed to your request.",
	"C|We have resolved to meet 450 dwellings of the shortfall within our plan.",
	"C|The Council is content to take on the whole of the figure.",
	"C|The Council stands ready to accommodate 300 homes at Houlton.",
	"C|We have no difficulty in accommodating the further 12 pitches.",
	"C|The Cabinet approved the request on 4 March and the sites will be allocated.",
	"C|We are willing to do as you ask.",
	"AN|Is there anything that Daventry could do towards the 450 homes for which we have no land?",
	"AN|We should be grateful for an indication of how far Daventry might help with our shortfall.",
	"A|Might some 300 of these dwellings be found in your district?",
	"AN|I write to seek your council's help in meeting an unmet need of 450 dwellings.",
	"A|Kindly let us know how many dwellings you could take.",
	"AN|The purpose of this letter is to request formally that Daventry accommodate 450 dwellings of our unmet need.",
	"A|Could room be made in your plan for 300 dwellings?",
	"A|It is hoped that your council will feel able to take 300 of them.",
	"AN|We should welcome your confirmation that some of this unmet need can be met in Daventry.",
	"A|I ask that your authority test whether 300 further dwellings could be accommodated.",
	"A|Please treat this letter as a formal request to provide for 24 pitches.",
	"A|What contribution can Daventry make towards these 450 homes?",
	"A|Are there sites in your district that could be brought forward for these pitches?",
	"P|I enclose a copy of a letter from Coventry City Council, which seems to us to be a matter for you.",
	"P|This is really a question for Harborough District Council.",
	"P|We think that Harborough is better able to help and have sent your letter to them.",
	"P|Coventry has been in touch with us about 450 homes, and has been told that you may have land.",
	"P|Coventry looked to us for 450 dwellings in its letter of 3 May.",
	"P|The enquiry came to us from Coventry, and I now send it to you.",
	"P|You would do better to address yourselves to Harborough.",
	"P|May I commend to you instead the former airfield in Harborough's area.",
	"P|Coventry wrote to this Council on 3 May seeking help with 450 dwellings.",
	"P|A request has reached us from Coventry for 24 pitches.",
	"P|It seems to us that Harborough ought to be asked first.",
	"P|Your enquiry would be better put to Harborough.",
	"P|We have taken the liberty of forwarding your letter to Harborough.",
	"R|Could we settle on 400 dwellings?",
	"R|Might I put forward a figure of 350 homes?",
	"R|As a way forward we would be prepared to go to 380 dwellings if you were to take the rest.",
	"R|The Council's preferred course is that each authority take half of the 450 homes.",
	"R|Our revised position is 250 dwellings.",
	"R|May we suggest 300 homes as a fair share?",
	"K|Thank you for your letter of 2 March, the contents of which I note. A reply will be sent shortly.",
	"K|Your letter has been passed to the officer concerned, who will write to you.",
	"K|This is to confirm that your email reached us and is being dealt with.",
	"-|The committee was told that Harborough had declined a similar request some years ago.",
	"-|Copies of the study can be had from the address above.",
	"-|We are grateful for the help that your officers gave with the flood model.",
	"-|No decision has been taken on whether the Borough can help.",
	"-|The Inspector asked whether the authorities could agree a common base date.",
	"-|We could not attend the meeting on 3 May and apologise.",
	"-|If the Borough were able to take any of these homes it would need a new road.",
	"D|The Authority would not wish to see any of this growth directed to its area.",
	"D|It will be apparent from the enclosed that this district is itself unable to find sites.",
	"D|Your proposal that we take 300 dwellings has not found favour with the Committee.",
	"D|My Council's position remains that it can offer no land for the 24 pitches.",
	"D|In these circumstances I can only say that the Borough must stand aside.",
	"D|We have reached the limit of what can be built and can take nothing more.",
	"D|The request is therefore declined.",
	"D|We must respectfully refuse.",
	"D|Our Green Belt study rules out any release for the needs of others.",
	"D|Officers could not recommend to members that any of the 450 homes be provided here.",
	"D|I fear that Rugby cannot be the answer to your difficulty.",
	"D|The Council does not have the land to help you.",
	"D|We regret being unable to be more helpful over the 200 homes.",
	"D|No part of the 450 dwellings can be accommodated in the Borough.",
	"D|The Borough Council has considered your letter but does not agree to take the homes.",
	"D|To take any of these homes would mean building on the flood plain, and this we will not do.",
	"D|We are not persuaded that Rugby is the right place for the pitches.",
	"C|Rugby will take the 24 pitches.",
	"C|I am authorised to say that the Council will provide land for 300 homes.",
	"C|Provision for 450 of your dwellings has been made in our submission plan.",
	"C|We would be glad to make room for all of them.",
	"C|Cabinet has resolved to allocate a further site for 120 of these homes.",
	"C|This Council accepts that it should meet 200 of the dwellings.",
	"C|Members voted to accept 300 dwellings.",
	"C|You can rely on us for 450 of the homes.",
	"C|Subject to viability the Borough is willing to accommodate 200 homes.",
	"AN|Has Daventry any land on which part of our unmet need could be built?",
	"A|We look to Daventry to provide 300 of these homes.",
	"A|Our request is that Daventry should find room for 24 pitches.",
	"A|We would be obliged if 300 of these dwellings could be provided for in your plan.",
	"A|I should like to know whether you have room for any of them.",
	"A|Daventry is asked to consider how many of these homes it could take.",
	"A|May I ask whether there is land in Daventry for 24 pitches?",
	"A|Would your members look at taking 300 homes?",
	"AN|The Council seeks Daventry's agreement to meet 450 dwellings of the shortfall.",
	"A|Perhaps Daventry could help with 300 of them?",
	"P|The matter was put to us by Coventry, who had it from Solihull.",
	"P|Coventry has written to us about 450 homes for which it cannot find land.",
	"P|We have had a letter from Coventry asking for help with 24 pitches.",
	"P|I am passing the papers to Harborough.",
	"P|Have you thought of asking Harborough?",
	"P|Harborough is nearer to the need and should be the first to be asked.",
	"P|I suggest that your letter be sent to Harborough.",
	"P|I would direct you to Harborough, who have a new settlement in hand.",
	"P|We therefore lay the same request before you.",
	"P|Coventry wants us to provide 24 pitches.",
	"P|You may like to take the matter up with Harborough.",
	"R|We could agree to 250 dwellings if phased after 2026.",
	"R|Would you accept 250 dwellings instead of 450?",
	"R|Our counter-offer is 300 homes.",
	"R|It might be fairer to divide the 450 dwellings equally.",
	"R|The Council would go as far as 320 homes.",
	"A|Would your depot cover the eastern rounds until our crews are trained?",
	"A|Would your laboratory test the samples for us?",
	"A|I should be obliged if your panel would meet the fees of Mrs L from June.",
	"A|May our stallholders use your square while ours is dug up?",
	"C|We will gladly cover the eastern rounds until the autumn.",
	"C|By all means bring the server here.",
	"D|Our panel will not fund the placement.",
	"D|We are unable to fund Mrs L's place at the Grange.",
	"D|The machine room is full and the floor will bear no more.",
	"D|Our clerks are at full stretch.",
	"D|We must hand the culvert back.",
	"P|This falls to you and not to us.",
	"P|I have passed the forms across to the officer at Wychavon.",
	"P|It should be dealt with by Harborough.",
	"-|I return your greetings with pleasure.",
	"-|Our officers and your staff were both at the meeting.",
	"K|We write to say that your letter has arrived safely and will be answered.",
	"-|The Inspector declined to open the matter again.",
	"-|We are pleased to enclose the minutes.",
	"-|Warwick cannot help and has told you so.",
	"-|The transparent course, we accept, is to publish both versions.",
	"-|The two councils agreed in 2012 to share a lawyer.",
};

static void test_asks_in_other_words(void **state)
{
	(void)state;
	unsigned wrong = 0;
	for (size_t i = 0; i < sizeof other_words / sizeof *other_words; i++) {
		unsigned wanted = 0;
		const char *p = other_words[i];
		for (; *p != '|'; p++) {
			wanted |= *p != '-' ? letter_of(p) : 0;
		}
		unsigned asks = rugby_to_daventry(p + 1)->asks;
		if ((asks & ~(unsigned)LETTER_NEED) != (wanted & ~(unsigned)LETTER_NEED)) {
			print_message("%#x, not %#x: %s\n", asks, wanted, p + 1);
			wrong++;
		}
	}
	assert_int_equal(wrong, 0);
}

static bool has_term(const struct letter_record *r, const char *term)
{
	for (uint32_t i = 0; i < r->terms.n; i++) {
		if (strcmp(r->terms.v[i], term) == 0) {
			return true;
		}
	}
	return false;
}

static const struct letter_cited *cited(const struct letter_record *r, const char *reference)
{
	for (uint32_t i = 0; i < r->cited.n; i++) {
		if (strcmp(r->cited.v[i].reference, reference) == 0) {
			return &r->cited.v[i];
		}
	}
	return NULL;
}

static void test_cites(void **state)
{
	(void)state;
	struct letter_record *r = rugby_to_daventry("On 5 January Harborough wrote to me (their reference HDC/EP/45) to ask by what method the distance had been fixed.");
	const struct letter_cited *c = cited(r, "HDC/EP/45");
	assert_non_null(c);
	assert_int_equal(r->cited.n, 1);
	assert_int_equal(c->date.first, date_first((struct date){ .year = 2015, .month = 1, .day = 5 }));
	assert_string_equal(c->author, "harborough");
	r = rugby_to_daventry("On 5 January Harborough wrote to me, and on 9 January they wrote again to say that HDC/EP/45 had not come.");
	assert_false(when_known(cited(r, "HDC/EP/45")->date));
	r = rugby_to_daventry("The City wrote to me under HDC/EP/45 about its lorries.");
	assert_string_equal(cited(r, "HDC/EP/45")->author, "");
}

static void test_terms(void **state)
{
	(void)state;
	struct letter_record *r = rugby_to_daventry("Birmingham's unmet housing need is put at 1,900 new homes, of which 10.5 ha would lie at Whitmore Heath Farm under Policy H12. "
	    "The duty is in the Localism Act 2011 and the Local Plan. Daventry District Council and Rugby Borough Council know of Whitmore Heath Farm since March 2015.");
	assert_true(has_term(r, "1900 dwellings"));
	assert_true(has_term(r, "birmingham need"));
	assert_true(has_term(r, "10 5 hectares"));
	assert_true(has_term(r, "whitmore heath farm"));
	assert_true(has_term(r, "h12"));
	assert_false(has_term(r, "local plan"));
	assert_false(has_term(r, "localism act"));
	assert_false(has_term(r, "rugby borough council"));
	assert_false(has_term(r, "daventry district council"));
	struct letter_record *s = rugby_to_daventry("The unmet need of Birmingham, 1900 additional dwellings, is to be met at Whitmore Heath Farm.");
	assert_true(has_term(s, "1900 dwellings") && has_term(s, "birmingham need"));
	struct letter_record *n = rugby_to_daventry("We counted one hundred and forty-six heavy vehicles, eleven thousand four hundred cars and thirty-eight refuse lorries near Hargham. "
	    "Two hundred and twenty-three wardens, two thousand five hundred graves and 900 burials would cost £187,340.16. The 42 lorries at home wait twelve months. The wish of the Council is Dunmow's.");
	static const char *const told[] = { "146 vehicles", "11400 cars", "38 lorries", "223 wardens", "2500 burials", "900 burials", "187340", "42 lorries", "hargham", "dunmow" };
	for (size_t i = 0; i < sizeof told / sizeof *told; i++) {
		assert_true(has_term(n, told[i]));
	}
	struct letter_record *h = rugby_to_daventry("Eleven and a half hectares are wanted for two and a half thousand plots, one and three quarter million tonnes, forty new homes "
	    "and eight acres of hay. We waited three and a half hours; two flats or one home were not built.");
	static const char *const parts[] = { "11 5 hectares", "2500 plots", "1 75 million-tonnes", "40 dwellings", "8 acres" };
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		assert_true(has_term(h, parts[i]));
	}
	assert_int_equal(h->terms.n, sizeof parts / sizeof *parts);
	assert_false(has_term(n, "12 months"));
	assert_false(has_term(n, "42 dwellings"));
	assert_false(has_term(n, "council"));
	struct letter_record *sums = rugby_to_daventry("The bridge costs £1.97 million, or £2.3m with the ramp, £12m with the road. Two million cars cross, and 4 million tonnes of sand.");
	static const char *const millions[] = { "1 97 million-pounds", "2 3 million-pounds", "12 million-pounds", "4 million-tonnes" };
	for (size_t i = 0; i < sizeof millions / sizeof *millions; i++) {
		assert_true(has_term(sums, millions[i]));
	}
	assert_false(has_term(sums, "2 million-pounds"));
	assert_string_equal(archive_terms_tell(&records, "2 3 million-pounds"), "2.3 million pounds");
	struct letter_record *bare = rugby_to_daventry("The need in Coventry is put at 89,000 dwellings, a shortfall of 37,900 which the plan of 2014 leaves. Of the 37,900 some 9,000 commuters know nothing.");
	assert_true(has_term(bare, "37900 dwellings") && !has_term(bare, "2014 dwellings") && !has_term(bare, "9000 dwellings"));
	assert_false(has_term(rugby_to_daventry("The plan has been printed, 37,900 of them in colour."), "37900 dwellings"));
	struct buf many = BUF_INIT;
	for (int i = 0; i < 200; i++) {
		buf_printf(&many, "There are %d dwellings at Green%c%c Farm. ", 1000 + 7 * i, 'a' + i % 26, 'a' + i / 26);
	}
	assert_true(rugby_to_daventry(many.p)->terms.n <= 16);
	buf_release(&many);
}

/* Each paragraph is one line, as mail has it: the first is neither a label nor a heading. */
static void test_first_paragraph(void **state)
{
	(void)state;
	struct letter_record *r = record("Rugby Borough Council\nTown Hall, Rugby CV21 2RR\n\n2 March 2015\n\nDaventry District Council\nLodge Road, Daventry NN11 4FP\n\nDear Sir\n\n"
	    "In response to Corby Borough Council's letter of 19 June 2014 (ref PP/DTC/JW/00988) about the 2,317 dwellings, we concluded that we could not help. "
	    "Would your council be able to take this unmet need?\n\nNo decision has been made.\n\nYours faithfully\n\nJohn Smith\nRugby Borough Council\n");
	assert_int_equal(r->asks, LETTER_ASKS | LETTER_DECLINES | LETTER_NEED);
	assert_int_equal(r->cited.n, 1);
	assert_string_equal(r->cited.v[0].author, "corby");
}

static void test_its_letter(void **state)
{
	(void)state;
	struct letter_record *r = rugby_to_daventry("You may know that Corby Borough Council has raised Tanner's Row with us. Its letter of 7 September 2014 asks for what only you can give.");
	assert_int_equal(r->cited.n, 1);
	assert_string_equal(r->cited.v[0].author, "corby");
	r = rugby_to_daventry("Corby Borough Council has raised it. The road is long. Its surface was measured on 7 September 2014, as our letter said.");
	assert_true(r->cited.n == 0 || strcmp(r->cited.v[0].author, "corby") != 0);
}

static void test_references(void **state)
{
	(void)state;
	static const struct { const char *body; uint32_t cited; } cases[] = {
		{ "The credits are 1,130 kg/TN/yr in total.", 0 }, { "It was said in CHE/LW/AWP.", 1 }, { "Your officers wrote (PoL/Strat/JB) of it.", 1 }, { "He and/or she/they may come.", 0 },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		assert_int_equal(rugby_to_daventry(cases[i].body)->cited.n, cases[i].cited);
	}
}

/* --- sketches --- */

/* n words, of which per cent have other numbers than in the text of the same seed. */
static void sketch_of(unsigned seed, unsigned words, unsigned per_cent, uint8_t sketch[LETTER_SKETCH])
{
	struct archive_sketcher s;
	unsigned other = 12345;
	archive_sketch_begin(&s);
	for (unsigned i = 0; i < words; i++) {
		other = other * 1103515245 + 12345;
		uint64_t word[2] = { i, (other >> 16) % 100 < per_cent ? seed + 1000000 : seed };
		archive_sketch_word(&s, map_hash(word, sizeof word));
	}
	archive_sketch_end(&s, sketch);
}

static void add_sketch(struct archive *a, unsigned seed, unsigned per_cent)
{
	struct letter_record r = { .path = "x", .member = "", .id = "", .message_id = "", .subject = "", .is_letter = true, .date = WHEN_UNKNOWN, .words = 400 };
	sketch_of(seed, 400, per_cent, r.sketch);
	archive_add(a, &r);
}

static bool count_pair(void *user, uint32_t i, uint32_t j, double similarity)
{
	uint32_t *pairs = user;
	(void)i;
	(void)j;
	(void)similarity;
	(*pairs)++;
	return true;
}

static void test_sketch(void **state)
{
	(void)state;
	struct archive_options o = { 0 };
	struct archive *a = archive_new(know, &o, NULL);
	add_sketch(a, 1, 0);
	add_sketch(a, 1, 0);
	add_sketch(a, 1, 10);	/* J = 0.68 */
	add_sketch(a, 2, 0);
	assert_true(archive_sketch_similarity(a, 0, 1) == 1);
	double tenth = archive_sketch_similarity(a, 0, 2);
	assert_true(tenth > 0.55 && tenth < 0.81);
	assert_true(archive_sketch_similarity(a, 0, 3) < 0.1);
	archive_free(a);
}

static void test_pairs(void **state)
{
	(void)state;
	enum { LETTERS = 2000 };
	struct archive_options o = { 0 };
	struct archive *a = archive_new(know, &o, NULL);
	struct archive_sketch_entry entries[LETTERS];
	for (unsigned i = 0; i < LETTERS; i++) {	/* pairs of like letters: 12 % of the words differ */
		add_sketch(a, i / 2, i % 2 ? 12 : 0);
		entries[i] = (struct archive_sketch_entry){ 7, i, ARCHIVE_NONE };
	}
	uint32_t pairs = 0;
	assert_int_equal(archive_sketch_pairs(a, entries, LETTERS, 0.4, count_pair, &pairs), 0);
	assert_true(pairs >= LETTERS / 2 - 2 && pairs <= LETTERS / 2);
	pairs = 0;
	assert_int_equal(archive_sketch_pairs(a, entries, 60, 0.4, count_pair, &pairs), 0);	/* in full */
	assert_int_equal(pairs, 30);
	for (unsigned i = 0; i < LETTERS; i++) {
		entries[i].side = 0;
	}
	pairs = 0;
	archive_sketch_pairs(a, entries, LETTERS, 0.4, count_pair, &pairs);
	assert_int_equal(pairs, 0);
	archive_free(a);
}

static void test_many_alike(void **state)
{
	(void)state;
	enum { LETTERS = 3000 };
	struct archive_options o = { 0 };
	struct archive *a = archive_new(know, &o, NULL);
	struct archive_sketch_entry entries[LETTERS];
	for (unsigned i = 0; i < LETTERS; i++) {
		add_sketch(a, 1, 0);
		entries[i] = (struct archive_sketch_entry){ 7, i, ARCHIVE_NONE };
	}
	uint32_t pairs = 0;
	assert_true(archive_sketch_pairs(a, entries, LETTERS, 0.4, count_pair, &pairs) > 0);
	assert_true(pairs <= LETTERS * ARCHIVE_NEAREST);
	archive_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_masked), cmocka_unit_test(test_people), cmocka_unit_test(test_own_words_only), cmocka_unit_test(test_same_letter_back),
		cmocka_unit_test(test_asks), cmocka_unit_test(test_asks_in_other_words), cmocka_unit_test(test_cites), cmocka_unit_test(test_terms), cmocka_unit_test(test_references), cmocka_unit_test(test_first_paragraph), cmocka_unit_test(test_its_letter), cmocka_unit_test(test_sketch), cmocka_unit_test(test_pairs),
		cmocka_unit_test(test_many_alike),
	};
	return cmocka_run_group_tests(tests, begin, end);
}
