# Everything here works on a fresh Debian or Ubuntu that has Go and make.

GO      ?= go
SUDO    := $(if $(filter 0,$(shell id -u)),,sudo)
VERSION ?= 0.1.0
PREFIX  ?= /usr/local
BIN     := bin/trema-ns

# Privileged tests run as root, with this user's Go.
AS_ROOT := $(if $(SUDO),$(SUDO) env "PATH=$$PATH" "GOPATH=$$($(GO) env GOPATH)" "GOMODCACHE=$$($(GO) env GOMODCACHE)" "GOCACHE=$$($(GO) env GOCACHE)-root")

STATICCHECK := honnef.co/go/tools/cmd/staticcheck@v0.8.2

.DEFAULT_GOAL := help
.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: demo
demo: need-demo build ## install what is missing, then run two hosts on a switch and ping
	@scripts/demo.sh $(BIN)

.PHONY: test
test: need-test ## run all tests, the privileged ones too
	$(AS_ROOT) env TREMA_NS_TEST_PRIVILEGED=required $(GO) test -race -timeout 30m ./...

.PHONY: torture
torture: need-test ## kill labs KILLS times (default 200) and let what they ask for fail, and demand that nothing is left
	$(AS_ROOT) env TREMA_NS_TEST_PRIVILEGED=required TREMA_NS_TEST_KILLS=$(or $(KILLS),200) $(GO) test -timeout 60m -run 'TestKilled|TestEachStep|TestSystemCalls' ./runner

.PHONY: bench
bench: need-bench build ## compare with Mininet and ovs-testcontroller
	$(AS_ROOT) $(GO) run ./cmd/trema-ns-bench -trema-ns $(BIN) $(BENCH)

.PHONY: docs
docs: ## write docs/language.md and docs/controllers-in-ruby.md from the tables of the implementation
	$(GO) test ./dsl -run TestLanguagePage -update
	$(GO) test ./controller/rubyapp -run TestControllersPage -update

.PHONY: fuzz
fuzz: ## compare PROGRAMS (default 20000) random programs with real Ruby, run each fuzz test for FUZZTIME (default 30s)
	$(GO) test ./dsl/internal/rubygen -count 1 -timeout 1h -programs $(or $(PROGRAMS),20000) -seed $(or $(SEED),$$(date +%s)000000)
	@for pkg in $$($(GO) list ./...); do \
	  for f in $$($(GO) test -list '^Fuzz' $$pkg | grep '^Fuzz'); do \
	    echo "$$pkg $$f"; \
	    $(GO) test -run '^$$' -fuzz "^$$f\$$" -fuzztime $(or $(FUZZTIME),30s) $$pkg || exit 1; \
	  done; \
	done

.PHONY: build
build: ## build bin/trema-ns
	CGO_ENABLED=0 $(GO) build -trimpath -buildvcs=false -ldflags '-s -w -X main.version=$(VERSION)' -o $(BIN) ./cmd/trema-ns

.PHONY: man
man: build ## write the manual pages, trema-ns(1) and trema-ns-conf(5), to bin/man
	@mkdir -p bin/man
	$(BIN) __man 1 > bin/man/trema-ns.1
	$(BIN) __man 5 > bin/man/trema-ns-conf.5

# Where each shell looks for what it completes.
COMPLETIONS := bash=share/bash-completion/completions/trema-ns zsh=share/zsh/site-functions/_trema-ns fish=share/fish/vendor_completions.d/trema-ns.fish

.PHONY: install
install: build man ## install the program, its manual pages and completion under PREFIX (default /usr/local)
	$(SUDO) install -D -m 755 $(BIN) $(DESTDIR)$(PREFIX)/bin/trema-ns
	$(SUDO) install -D -m 644 bin/man/trema-ns.1 $(DESTDIR)$(PREFIX)/share/man/man1/trema-ns.1
	$(SUDO) install -D -m 644 bin/man/trema-ns-conf.5 $(DESTDIR)$(PREFIX)/share/man/man5/trema-ns-conf.5
	@for c in $(COMPLETIONS); do \
	  $(BIN) completion $${c%%=*} > bin/completion && \
	  $(SUDO) install -D -m 644 bin/completion $(DESTDIR)$(PREFIX)/$${c#*=} || exit 1; \
	done

.PHONY: uninstall
uninstall: ## remove what install has put there
	$(SUDO) rm -f $(DESTDIR)$(PREFIX)/bin/trema-ns $(addprefix $(DESTDIR)$(PREFIX)/share/man/,man1/trema-ns.1 man5/trema-ns-conf.5)
	@for c in $(COMPLETIONS); do $(SUDO) rm -f $(DESTDIR)$(PREFIX)/$${c#*=}; done

.PHONY: lint
lint: ## check format, vet and staticcheck
	@unformatted=$$(gofmt -l $$(git ls-files '*.go')); \
	  if [ -n "$$unformatted" ]; then echo "not formatted by gofmt:"; echo "$$unformatted"; exit 1; fi
	$(GO) vet ./...
	$(GO) run $(STATICCHECK) ./...

.PHONY: clean
clean: ## remove what was built
	rm -rf bin

# What is needed and how it is installed: program=package.
.PHONY: need-demo need-test need-bench
need-demo:
	@scripts/need.sh ovs-vswitchd=openvswitch-switch ip=iproute2 ping=iputils-ping
need-test: need-demo
	@scripts/need.sh gcc=gcc nmap=nmap ruby=ruby ethtool=ethtool curl=curl unshare=util-linux pkill=procps strace=strace dot=graphviz tshark=tshark chromium=chromium script=bsdutils zsh=zsh fish=fish mandoc=mandoc man=man-db /usr/include/stdlib.h=libc6-dev
	@scripts/need.sh osken-manager=python3-os-ken ovs-testcontroller=openvswitch-testcontroller
need-bench: need-test
	@scripts/need.sh mn=mininet
