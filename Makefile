# Makefile - builds, tests and installs samedesk. No configure: the knobs come first and config.mk may set them.
#
# `make demo` and `make check` install what they need (target deps). Everything made goes into build/.
# The program is built in two steps: build/compile-rules, linked with an empty image, reads rules/ and writes
# build/know.bin; that image is then linked into the library in place of the empty one.
#
# SPDX-License-Identifier: ISC

# ---- knobs ----
CC = gcc
CLANG = clang
CFLAGS = -O2 -g
LDFLAGS =
PREFIX = /usr/local
BINDIR = $(PREFIX)/bin
LIBDIR = $(PREFIX)/lib
INCLUDEDIR = $(PREFIX)/include
MANDIR = $(PREFIX)/share/man
DATADIR = $(PREFIX)/share/samedesk
BASHCOMPDIR = $(PREFIX)/share/bash-completion/completions
ZSHCOMPDIR = $(PREFIX)/share/zsh/site-functions
FISHCOMPDIR = $(PREFIX)/share/fish/vendor_completions.d
DESTDIR =
# where install keeps the list of what it laid down, for uninstall; empty: nowhere
INSTALLED = $(DATADIR)/installed
# what the program is linked with: the archive, or $(B)/$(SONAME)
LINK_WITH = $(B)/libsamedesk.a
PKG_CONFIG = pkg-config
PYTHON = /usr/bin/python3
JOBS = $(shell nproc 2>/dev/null || echo 2)
FUZZ_SECONDS = 300
# bench: letters of the large archive (the small one has a tenth), runs of which the median counts, 1 to go on to ten times the letters
BENCH_LETTERS = 100000
BENCH_RUNS = 5
BENCH_FULL =
# bench: which figures (all)
FIGURE =
# V=1 prints every command
V =
CASE =
-include config.mk

# ---- what there is ----
B = build
# Sanitisers of this build directory, as -fsanitize takes them; see asan, ubsan, tsan.
SAN =
# clang faults NULL + 0, an empty span's usual arithmetic, which gcc and the next C do not.
SAN_NOT =
PKGS = libxml-2.0 libpcre2-8 libutf8proc jansson sqlite3
# Libraries that one reader needs and the rest does not: KNOB:pkg-config's name. Where pkg-config knows it, it is built in and
# WITH_KNOB is defined; where not, the files of that kind get an error that names the package. `make OPTIONAL=` builds without.
OPTIONAL = MINIZIP:minizip GMIME:gmime-3.0
# Of these, what is opened when a file first needs it, and not linked (src/parts/mime_gmime.h)
OPENED = gmime-3.0
VERSION := $(shell sed -n 's/^.define SAMEDESK_VERSION "\(.*\)"/\1/p' src/samedesk.h)
SONAME = libsamedesk.so.0

COMPLETE_SRC := src/cmd/cmd_complete.c
CMD_SRC := $(filter-out $(COMPLETE_SRC),$(wildcard src/cmd/*.c))
BUILD_SRC := $(COMPLETE_SRC) src/api/compile_rules.c src/know/know_none.c src/know/know_image.c
LIB_SRC := $(filter-out $(CMD_SRC) $(BUILD_SRC),$(wildcard src/*/*.c))
UNIT_SRC := $(wildcard tests/unit/*.c)
LETTERS = $(wildcard samples/*.* tests/golden/*/*/in.* tests/golden/*/*/in/* tests/reading/*/letter.*)
RULES := $(shell find rules -type f -o -type d)
obj = $(patsubst %.c,$(B)/obj/%.o,$(1))
CMD_OBJ = $(call obj,$(CMD_SRC))
LIB_OBJ = $(call obj,$(LIB_SRC))
MANUALS := $(notdir $(wildcard src/*.[1-9]))
COMPLETIONS = $(addprefix $(B)/complete/,samedesk.bash _samedesk samedesk.fish)
UNIT = $(patsubst tests/unit/%.c,$(B)/unit/%,$(UNIT_SRC))

# ---- how it is compiled ----
WARNINGS = -Wall -Wextra -Wpedantic -Wshadow -Wconversion
ifeq ($(SAN),)
HARDEN = -D_FORTIFY_SOURCE=2 -fstack-protector-strong
LINK = -Wl,-z,relro,-z,now,-z,noexecstack -Wl,--as-needed -Wl,-O1
KNOW_BIN = $(B)/know.bin
else
HARDEN = -fsanitize=$(SAN) $(SAN_NOT) -fno-sanitize-recover=all -fno-omit-frame-pointer
LINK = -fsanitize=$(SAN)
KNOW_BIN = build/know.bin
endif
DEFINES = -std=c11 -D_XOPEN_SOURCE=700 -Isrc
# pkg-config is asked when a recipe first needs it: not before `deps` has run
half = $(word $(1),$(subst :, ,$(2)))
FOUND = $(eval FOUND := $(foreach o,$(OPTIONAL),$(shell ! $(PKG_CONFIG) --exists $(call half,2,$(o)) || echo $(o))))$(FOUND)
WITH = $(foreach o,$(FOUND),-DWITH_$(call half,1,$(o)))
ALL_PKGS = $(PKGS) $(foreach o,$(FOUND),$(call half,2,$(o)))
LINKED_PKGS = $(filter-out $(OPENED),$(ALL_PKGS))
PC_CFLAGS = $(eval PC_CFLAGS := $(WITH) $(patsubst -I%,-isystem %,$(shell $(PKG_CONFIG) --cflags $(ALL_PKGS))))$(PC_CFLAGS)
PC_LIBS = $(eval PC_LIBS := $(shell $(PKG_CONFIG) --libs $(LINKED_PKGS)) -pthread -ldl)$(PC_LIBS)
COMPILE = $(CC) $(DEFINES) $(WARNINGS) $(CFLAGS) $(HARDEN) -fPIC -fvisibility=hidden $(PC_CFLAGS) -MMD -MP
LINKER = $(CC) $(CFLAGS) $(LDFLAGS) $(LINK)
SUBMAKE = $(MAKE) --no-print-directory $(if $(findstring -j,$(MAKEFLAGS)),,-j$(JOBS))

Q = $(if $(V),,@)

.SUFFIXES:
.DELETE_ON_ERROR:
.PHONY: all program deps demo demo-run check check-run golden unit reading archive ci library accept schematron formats bless fuzz fuzz-short asan ubsan \
	tsan lint hard bench bench-build check-install check-deb install uninstall dist deb clean help FORCE

all: $(B)/samedesk $(B)/libsamedesk.a $(B)/$(SONAME) $(COMPLETIONS) ## the program and the library, into build/

program: $(B)/samedesk

# Objects are made anew when the flags change, and a missing library is told before anything else.
$(B)/flags: FORCE
	@$(PKG_CONFIG) --exists --print-errors $(PKGS) || { echo "samedesk: a library is missing: run 'make deps'" >&2; exit 1; }
	@mkdir -p $(B)
	@echo '$(COMPILE) $(LINKER)' | cmp -s - $@ || echo '$(COMPILE) $(LINKER)' > $@

$(B)/obj/%.o: %.c $(B)/flags
	@mkdir -p $(@D)
	$(if $(V),,@echo "  cc   $@")
	$(Q)$(COMPILE) -c -o $@ $<

# ---- knowledge ----
$(B)/compile-rules: $(call obj,src/api/compile_rules.c src/know/know_none.c) $(LIB_OBJ)
	$(if $(V),,@echo "  link $@")
	$(Q)$(LINKER) -o $@ $^ $(PC_LIBS)

# The image keeps its age when nothing in it changed, so that a change of C alone does not link it again.
$(B)/know.stamp: $(B)/compile-rules $(RULES)
	$(if $(V),,@echo "  rules $(B)/know.bin")
	$(Q)$(B)/compile-rules rules $(B)/know.tmp
	@cmp -s $(B)/know.tmp $(B)/know.bin || mv $(B)/know.tmp $(B)/know.bin
	@rm -f $(B)/know.tmp
	@touch $@

$(B)/know.bin: $(B)/know.stamp
	@test -f $@ || $(B)/compile-rules rules $@

$(B)/obj/src/know/know_image.o: src/know/know_image.c $(KNOW_BIN) $(B)/flags
	@mkdir -p $(@D)
	$(if $(V),,@echo "  cc   $@")
	$(Q)$(COMPILE) -DKNOW_IMAGE_FILE='"$(KNOW_BIN)"' -c -o $@ $<

# ---- library and program ----
$(B)/internal.a: $(LIB_OBJ) $(B)/obj/src/know/know_image.o
	@rm -f $@
	$(if $(V),,@echo "  ar   $@")
	$(Q)$(AR) rcs $@ $^

# One object whose hidden symbols are local: a static link, too, sees the public header's names alone.
$(B)/libsamedesk.a: $(LIB_OBJ) $(B)/obj/src/know/know_image.o
	@rm -f $@
	$(if $(V),,@echo "  ar   $@")
	$(Q)$(LD) -r -o $(B)/libsamedesk.o $^
	$(Q)objcopy --localize-hidden $(B)/libsamedesk.o
	$(Q)$(AR) rcs $@ $(B)/libsamedesk.o

# nodelete: what GMime has told GLib of its types must outlive a host's dlclose().
$(B)/$(SONAME): $(LIB_OBJ) $(B)/obj/src/know/know_image.o src/package/exports.map
	$(if $(V),,@echo "  link $@")
	$(Q)$(LINKER) -shared -Wl,-soname,$(SONAME) -Wl,--version-script,src/package/exports.map -Wl,-z,defs -Wl,-z,nodelete \
		-o $@ $(filter %.o,$^) $(PC_LIBS)
	@ln -sf $(SONAME) $(B)/libsamedesk.so

$(B)/samedesk: $(CMD_OBJ) $(LINK_WITH)
	$(if $(V),,@echo "  link $@")
	$(Q)$(LINKER) -pie -o $@ $(CMD_OBJ) $(LINK_WITH) $(PC_LIBS)

# What shells complete is made from the program's own tables; what services there are, the registry says.
$(B)/complete/make: $(call obj,$(COMPLETE_SRC)) $(filter-out %/main.o,$(CMD_OBJ)) $(B)/libsamedesk.a
	@mkdir -p $(@D)
	$(Q)$(LINKER) -o $@ $^ $(PC_LIBS)

completion = $(B)/complete/make $(1) $$(sed -n 's/.*<service id="\([^"]*\)".*/\1/p' rules/registry/services.xml)

$(B)/complete/samedesk.bash: $(B)/complete/make src/package/complete.bash
	$(Q){ echo '# samedesk.bash - what bash completes. Made from the program'"'"'s table of options.'; echo '#'; echo '# SPDX-License-Identifier: ISC'; \
		$(call completion,bash); cat src/package/complete.bash; } > $@

$(B)/complete/_samedesk: $(B)/complete/make src/package/complete.zsh
	$(Q){ echo '#compdef samedesk'; echo '# _samedesk - what zsh completes. Made from the program'"'"'s table of options.'; echo '#'; echo '# SPDX-License-Identifier: ISC'; \
		$(call completion,zsh); cat src/package/complete.zsh; } > $@

$(B)/complete/samedesk.fish: $(B)/complete/make src/package/complete.fish
	$(Q){ echo '# samedesk.fish - what fish completes. Made from the program'"'"'s table of options.'; echo '#'; echo '# SPDX-License-Identifier: ISC'; \
		$(call completion,fish); cat src/package/complete.fish; } > $@

$(B)/unit/%: tests/unit/%.c $(B)/internal.a $(B)/flags
	@mkdir -p $(@D)
	$(if $(V),,@echo "  cc   $@")
	$(Q)$(COMPILE) -Wno-conversion -Itests/unit -o $@ $< $(LINK) $(B)/internal.a $(PC_LIBS) $$($(PKG_CONFIG) --cflags --libs cmocka)

$(B)/fuzz/%: tests/fuzz/%.c tests/fuzz/driver.c $(B)/internal.a $(B)/flags
	@mkdir -p $(@D)
	$(if $(V),,@echo "  cc   $@")
	$(Q)$(COMPILE) -o $@ $< tests/fuzz/driver.c $(LINK) $(B)/internal.a $(PC_LIBS)

$(B)/libfuzzer/%: tests/fuzz/%.c $(B)/internal.a $(B)/flags
	@mkdir -p $(@D)
	$(if $(V),,@echo "  cc   $@")
	$(Q)$(COMPILE) -fsanitize=fuzzer -o $@ $< $(LINK) -fsanitize=fuzzer $(B)/internal.a $(PC_LIBS)

$(B)/bench/corpus: $(wildcard tests/bench/*.c tests/bench/*.h) $(B)/internal.a $(B)/flags
	@mkdir -p $(@D)
	$(if $(V),,@echo "  cc   $@")
	$(Q)$(filter-out -MMD -MP,$(COMPILE)) -Itests/bench -o $@ $(patsubst %,tests/bench/%.c,corpus compose records plan councils grammar) \
		$(LINK) $(B)/internal.a $(PC_LIBS)

$(B)/bench/%: tests/bench/%.c $(B)/flags
	@mkdir -p $(@D)
	$(if $(V),,@echo "  cc   $@")
	$(Q)$(COMPILE) -D_DEFAULT_SOURCE -o $@ $< $(LINK) $(PC_LIBS)

# Archives are made anew when the stamp changes: what they are made by, of and from.
$(B)/bench/stamp: $(B)/bench/corpus $(wildcard tests/bench/*.txt) $(B)/know.bin
	@$(B)/bench/corpus names > $(B)/bench/names
	@cat tests/bench/*.c tests/bench/*.h tests/bench/*.txt $(B)/bench/names | cksum > $@

-include $(shell find $(B)/obj $(B)/unit $(B)/fuzz -name '*.d' 2>/dev/null)

# ---- packages ----
deps: ## install what building and testing need (apt-get, as root or with sudo)
	@sh tests/install-packages build test

# ---- trying it ----
demo: ## build, then check samples/ (installs what it needs)
	@sh tests/install-packages build
	@+$(SUBMAKE) all
	@+$(MAKE) --no-print-directory demo-run

demo-run:
	@echo; echo '$$ build/samedesk check samples/*.*'
	@build/samedesk check samples/*.*; status=$$?; echo; echo "exit status $$status"; test $$status -le 1
	@echo; echo '$$ build/samedesk audit samples/archive'
	@build/samedesk audit samples/archive; status=$$?; echo; echo "exit status $$status"; test $$status -le 1

# ---- tests: each ends with "name: N passed, N failed"; check adds them up ----
check: ## build and run every test (installs what it needs)
	@sh tests/install-packages build test
	@+$(SUBMAKE) check-build
	@$(PYTHON) tests/all

# what tests/all runs: built before, so that a failed build is told as one
check-build: all $(UNIT) $(B)/bench/corpus
	@+$(SUBMAKE) B=build/asan SAN=address,undefined CFLAGS='-O1 -g' program unit-build build/asan/fuzz/fuzz_check build/asan/fuzz/fuzz_who build/asan/fuzz/fuzz_mail

unit-build: $(UNIT)

golden: program ## the golden cases (CASE=check/name: one)
	@$(PYTHON) tests/run --program $(B)/samedesk $(CASE)

unit: $(UNIT) ## the unit tests
	@$(PYTHON) tests/run-unit $(UNIT)

reading: program ## how well unseen layouts are read
	@$(PYTHON) tests/run-reading --program $(B)/samedesk $(CASE)

archive: program $(B)/bench/corpus ## audits: threads, records, the store, planted circles
	@$(PYTHON) tests/archive/run --program $(B)/samedesk $(CASE)
	@$(if $(CASE),,$(PYTHON) tests/archive/circles --program $(B)/samedesk --corpus $(B)/bench/corpus)

ci: program ## check --changed, the hooks, the GitHub Action and the GitLab job, run by hand (CASE=test)
	@$(PYTHON) tests/ci/run --program $(B)/samedesk $(CASE)

library: all ## a stranger's programs against the installed library, its threads and its ABI (CASE=test)
	@$(PYTHON) tests/library/run $(CASE)

accept: program ## acceptances: baselines, marks in letters (CASE=name: one)
	@$(PYTHON) tests/accept/run --program $(B)/samedesk $(CASE)

schematron: program ## the same findings from another Schematron processor
	@$(PYTHON) tests/schematron/compare.py --program $(B)/samedesk --examples --archive samples/archive $(LETTERS)

formats: program ## the formats for other tools, against their schemas
	@$(PYTHON) tests/formats/run --program $(B)/samedesk

bless: program ## write what a case gives now as what is expected (CASE=check/name, or CASE=all)
	@test -n '$(CASE)' || { echo 'samedesk: which case? make bless CASE=check/name, or CASE=all' >&2; exit 2; }
	@$(PYTHON) tests/run --program $(B)/samedesk --bless $(CASE)

asan: all ## golden and unit tests under the address and undefined-behaviour sanitisers
	@+$(SUBMAKE) B=build/asan SAN=address,undefined CFLAGS='-O1 -g' golden unit
ubsan: all ## the same, undefined behaviour alone
	@+$(SUBMAKE) B=build/ubsan SAN=undefined CFLAGS='-O1 -g' golden unit
tsan: all ## the same, data races
	@+$(SUBMAKE) B=build/tsan SAN=thread CFLAGS='-O1 -g' golden unit

lint: all ## rooms, names, manual, exports, schemas, warnings of gcc and clang
	@$(PYTHON) tests/lint/run

check-install: all ## install, uninstall, completions, building against what is installed
	@$(PYTHON) tests/install/run

fuzz-short: all ## ten seconds of mutated letters
	@+$(SUBMAKE) B=build/asan SAN=address,undefined CFLAGS='-O1 -g' build/asan/fuzz/fuzz_check build/asan/fuzz/fuzz_who build/asan/fuzz/fuzz_mail
	@$(PYTHON) tests/run-fuzz build/asan/fuzz/fuzz_check build/asan/fuzz/fuzz_who build/asan/fuzz/fuzz_mail

fuzz: ## libFuzzer for FUZZ_SECONDS (installs clang)
	@sh tests/install-packages build fuzz
	@+$(SUBMAKE) all
	@+$(SUBMAKE) CC=$(CLANG) B=build/libfuzzer SAN=address,undefined SAN_NOT=-fno-sanitize=pointer-overflow CFLAGS='-O1 -g -fsanitize=fuzzer-no-link' \
		build/libfuzzer/libfuzzer/fuzz_check
	@$(PYTHON) tests/run-fuzz --corpus build/libfuzzer/corpus
	build/libfuzzer/libfuzzer/fuzz_check -max_total_time=$(FUZZ_SECONDS) -timeout=10 -max_len=20000 \
		-dict=tests/fuzz/letter.dict -artifact_prefix=build/libfuzzer/ build/libfuzzer/corpus

hard: program ## size and time: hostile and huge input
	@$(PYTHON) tests/hard/run --program $(B)/samedesk

bench: ## speed, as ratios to other tools in the same run (installs them; BENCH_LETTERS, BENCH_RUNS, BENCH_FULL=1)
	@sh tests/install-packages build bench
	@+$(SUBMAKE) all bench-build
	@BENCH_DIR=$(B)/bench BENCH_LETTERS=$(BENCH_LETTERS) BENCH_RUNS=$(BENCH_RUNS) BENCH_FULL=$(BENCH_FULL) \
		$(PYTHON) tests/bench/run --program $(B)/samedesk $(FIGURE)

bench-build: $(addprefix $(B)/bench/,corpus sax lines cold peak stamp)

# ---- installing ----
# Names of folders are anybody's: as a word of the shell, and as what sed puts in.
quoted = '$(subst ','\'',$(1))'
put = $(subst &,\&,$(subst |,\|,$(subst \,\\,$(1))))
filled = sed $(foreach k,PREFIX LIBDIR INCLUDEDIR VERSION,-e $(call quoted,s|@$(k)@|$(call put,$($(k)))|g)) -e 's|@REQUIRES@|$(LINKED_PKGS)|g' \
	-e $(call quoted,s|/usr/local/share/samedesk|$(call put,$(DATADIR))|g)

install: all ## PREFIX, DESTDIR
	@mkdir -p $(B)/install
	$(Q)for f in src/package/samedesk.pc.in $(MANUALS:%=src/%); do $(filled) $$f > $(B)/install/$$(basename $$f .in); done
	$(Q)sh src/package/lay $(call quoted,$(DESTDIR)) $(call quoted,$(INSTALLED)) \
		755 $(B)/samedesk $(call quoted,$(BINDIR)/samedesk) \
		644 $(B)/libsamedesk.a $(call quoted,$(LIBDIR)/libsamedesk.a) \
		755 $(B)/$(SONAME) $(call quoted,$(LIBDIR)/libsamedesk.so.$(VERSION)) \
		link libsamedesk.so.$(VERSION) $(call quoted,$(LIBDIR)/$(SONAME)) \
		link $(SONAME) $(call quoted,$(LIBDIR)/libsamedesk.so) \
		644 $(B)/install/samedesk.pc $(call quoted,$(LIBDIR)/pkgconfig/samedesk.pc) \
		644 src/samedesk.h $(call quoted,$(INCLUDEDIR)/samedesk.h) \
		$(foreach m,$(MANUALS),644 $(B)/install/$(m) $(call quoted,$(MANDIR)/man$(subst .,,$(suffix $(m)))/$(m))) \
		644 $(B)/complete/samedesk.bash $(call quoted,$(BASHCOMPDIR)/samedesk) \
		644 $(B)/complete/_samedesk $(call quoted,$(ZSHCOMPDIR)/_samedesk) \
		644 $(B)/complete/samedesk.fish $(call quoted,$(FISHCOMPDIR)/samedesk.fish) \
		tree rules $(call quoted,$(DATADIR)/rules)

uninstall: ## what install laid down, and nothing else
	$(Q)sh src/package/lay -u $(call quoted,$(DESTDIR)) $(call quoted,$(INSTALLED))

dist: ## build/samedesk-VERSION.tar.gz
	@mkdir -p $(B)
	tar -czf $(B)/samedesk-$(VERSION).tar.gz --sort=name --owner=0 --group=0 --numeric-owner \
		--exclude=__pycache__ --transform 's,^,samedesk-$(VERSION)/,S' \
		.ci .editorconfig .gitattributes .github .gitignore .gitlab .pre-commit-hooks.yaml LICENSE Makefile README.md rules samples src tests
	@echo $(B)/samedesk-$(VERSION).tar.gz

deb: ## Debian packages, into build/deb (installs what it needs)
	@sh tests/install-packages build deb
	@+$(MAKE) --no-print-directory dist
	@sh src/package/deb $(VERSION) build/samedesk-$(VERSION).tar.gz build/deb

check-deb: deb ## lintian, and the packages in a clean root (needs the network, and to be root)
	@sh tests/install-packages root
	@sh tests/deb/run build/deb

clean:
	rm -rf build

help: ## this
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1\t\2/p' Makefile | expand -t 16

FORCE:
