# The habits of this repository. `just` lists them.

_list:
    @just --list --unsorted

# The quick look before a commit: format, lints, tests
check: fmt-check lint test

# Everything that must hold before a change is taken in
ci:
    .ci/run

# Write all code in the one format
fmt:
    cargo fmt

fmt-check:
    cargo fmt --check

# Clippy, with every warning an error; the lints and their reasons are in Cargo.toml
lint:
    cargo clippy --all-targets --locked -- -D warnings

# All tests, or those whose names contain a word: `just test feeds`
test *words:
    cargo test --locked {{ words }}

# The preview as an editor sees it, in a real Chromium
browser *words:
    cargo test --locked --test browser -- --ignored {{ words }}

# Builds under every fault: killed at each call that writes, full disks, damaged ledgers and more. It takes a while
faults *words:
    cargo test --locked --test faults -- --ignored --nocapture {{ words }}

# Take the present output of snapshot tests as right. Read `git diff` afterwards: it is the review.
bless *words:
    INSTA_UPDATE=always INSTA_FORCE_PASS=1 cargo test --locked {{ words }}
    git diff --stat

# The demonstration site in a browser, as it is while one writes
demo *options:
    cargo run --release --locked -- serve --open {{ options }}

# The demonstration site into public/
build *options:
    cargo run --release --locked -- build {{ options }}

# Links and feeds of a built site
site-check folder="public": build
    python3 .ci/links.py {{ folder }}
    python3 .ci/feeds.py {{ folder }}

# The manual in a browser, as it is while one writes it
manual *options:
    cargo run --release --locked -- --root docs serve --open {{ options }}

# Measure parsing, composing, pressing, publishing, updating: `just bench press`
bench *words:
    cargo bench --locked {{ words }}

# Time builds of a folder of articles with the lean pages of bench/race-site: full, unchanged, and a mere copy as the floor
race content:
    #!/usr/bin/env bash
    set -euo pipefail
    cargo build --release --locked
    site=$(mktemp -d)
    trap 'rm -rf "$site"' EXIT
    cp -r bench/race-site/. "$site"
    cp -r "{{ content }}" "$site/content"
    for turn in full unchanged; do
        echo "$turn:"
        time target/release/rassegna --root "$site" build
    done
    echo "cp -r of the output:"
    time cp -r "$site/public" "$site/copy"

# Licences, sources and versions of the crates that we build on (needs cargo-deny)
deny:
    cargo deny check licenses bans sources

# The demonstration site's pictures, made anew
pictures:
    python3 scripts/pictures.py

# Try the command line as a newcomer would: a new site in a temporary folder
newcomer lang="it":
    cargo build --release --locked
    dir=$(mktemp -d)/site && target/release/rassegna init $dir --lang {{ lang }} && target/release/rassegna --root $dir build && echo $dir

# Look for bytes that break a target: `just fuzz markdown 600` (needs cargo-fuzz; fuzz/README.md lists the targets)
fuzz target seconds="60":
    RAYON_NUM_THREADS=1 RUSTC_BOOTSTRAP=1 cargo fuzz run --sanitizer none --codegen-units 16 {{ target }} -- \
        -max_total_time={{ seconds }} -timeout=20 -rss_limit_mb=4096 -max_len=8192

# Make a target's corpus small again: files that add nothing go
fuzz-shrink target:
    RAYON_NUM_THREADS=1 RUSTC_BOOTSTRAP=1 cargo fuzz cmin --sanitizer none --codegen-units 16 {{ target }} -- -timeout=20 -max_len=8192
