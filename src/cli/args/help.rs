//! The long texts of the help: examples and the table of exit statuses.

/// What `--help` begins with.
pub(super) const ABOUT: &str = "\
Reads job advertisements, finds risk indicators of trafficking lures and employment fraud, and prints a score with the \
reasons behind it, each pointing at the words it rests on.

A score says that an ad shares features with known lures. It is no verdict on the people behind the ad or in it. \
Everything works offline; nothing is sent anywhere.";

/// What `-h` ends with.
pub(super) const SHORT: &str = "\
Examples:
  lurescan score ad.txt                            one ad, as a card to read
  lurescan score ads.csv.gz -o scored.jsonl        one result per row, in order
  lurescan check jobs/ --fail-on high              fail a CI job on findings

Exit status: 0 nothing found, 1 `check` found something, 2 wrong usage, rules or model, 3 some records unreadable.
Use --help for more.";

/// What `--help` ends with.
pub(super) const LONG: &str = "\
Examples:
  lurescan score ad.txt                            one ad, as a card to read
  lurescan score -                                 paste an ad, then press Ctrl-D
  lurescan score ads.csv.gz -o scored.jsonl        one result per row, in order
  lurescan score posts.jsonl --text-field body     name the column that holds the text
  lurescan score ads/ --brief                      one line per ad
  lurescan score ads/ -o report.html               one page for a browser
  lurescan check jobs/ --fail-on high              fail a CI job on findings
  lurescan campaigns ads.csv.gz                    near-duplicate ads and the contacts they share
  lurescan rules test --rules my-rules/            prove your own rules

Exit status:
  0  done; `check`: nothing at or above --fail-on
  1  `check` only: something at or above --fail-on, neither in the baseline nor suppressed
  2  usage, rules, model or configuration wrong, or the output could not be written
  3  finished, but some inputs or records could not be read (`check`: and nothing was found in the others)

Bands are set by how many genuine ads reach them:
  elevated  at most 5 in 100
  high      at most 1 in 100
  critical  at most 1 in 1000

Reports go to standard output or -o FILE; notes, errors, progress and the summary go to standard error.
A closed pipe (`| head`) is success.";

/// What the help of `score` ends with.
pub(super) const SCORE: &str = "\
Examples:
  lurescan score ad.txt                            a card: score, band, reasons, what to ask next
  lurescan score -                                 paste an ad, then press Ctrl-D
  lurescan score ads.csv.gz -o scored.jsonl        the extension chooses the format
  lurescan score ads/ -o report.html               one page to sort, filter and read in a browser
  lurescan score ads.csv -o scored.parquet --redact
                                                   for data frames, with contacts masked
  lurescan score posts.jsonl --id-field post.id --title-field head --text-field body --text-field terms
  lurescan score ad.txt --explain full             every reason and how the score adds up
  lurescan score --explain free-flight             what one rule looks for, and why
  lurescan score ads.csv -o scored.csv --fields id,score,band --keep city
  lurescan score ads.jsonl -o beside.jsonl --sidecar
                                                   attributes by id, nothing of the texts
  lurescan score ads.jsonl -o scored.jsonl --resume
                                                   start or go on, for jsonl, csv and --sidecar
  lurescan score ads.jsonl -o part-2.jsonl --shard 2/8

Exit status: 0 done, 2 wrong usage, rules or model, 3 some inputs or records could not be read.";

/// What the help of `check` ends with.
pub(super) const CHECK: &str = "\
Examples:
  lurescan check jobs/                             findings of band high and above
  lurescan check jobs/ --fail-on critical --brief
  lurescan check ads.jsonl -o findings.csv
  lurescan check jobs/ -o lurescan.sarif           for a code host; also -f github, gitlab, junit, rdjson
  lurescan check jobs/ -f markdown                 a comment for a pull request
  lurescan check jobs/ --write-baseline known.json accept what is there now
  lurescan check jobs/ --baseline known.json --since origin/main
                                                   only what is new, in files that changed

An ad counts as long as one of its findings is neither in the baseline nor suppressed in lurescan.toml:
  [[suppress]]
  path = \"jobs/training/**\"       # and/or rule = \"…\", fingerprint = \"…\"
  reason = \"examples for training\"
  until = 2027-06-30               # may be left out

Exit status: 0 nothing at or above --fail-on, 1 something was that counts, 2 wrong usage, rules, model, baseline or settings, \
3 nothing was, but some inputs or records could not be read. --exit-zero and --write-baseline turn 1 into 0.";

/// What the help of `campaigns` ends with.
pub(super) const CAMPAIGNS: &str = "\
Examples:
  lurescan campaigns ads.csv.gz                    the riskiest first, then the largest
  lurescan campaigns ads/ --brief --min-size 5     one line per campaign of 5 ads or more
  lurescan campaigns ads.jsonl --members -o members.csv
                                                   a row per ad, with the id of its campaign

Two ads belong together when half of their runs of four words are the same, contacts and numbers aside, or when other ads \
stand between them. Ads of other wording that share a contact stay apart and are linked. Ids and templates depend on the \
texts alone, not on their order. JSON objects are of the schema lurescan-campaign/1.

The beginnings of the texts, at most 4 KB each, wait in a file without a name in the folder for temporary files (TMPDIR) \
until the run ends.

Exit status: 0 done, 2 wrong usage, rules or model, 3 some inputs or records could not be read.";

/// What the help of `serve` ends with.
#[cfg(feature = "serve")]
pub(super) const SERVE: &str = "\
Examples:
  lurescan serve                                   open http://127.0.0.1:8787/ in a browser
  lurescan serve --rules my-rules/                 with your rules; SIGHUP loads them anew
  LURESCAN_TOKEN=$(openssl rand -hex 16) lurescan serve --listen 192.0.2.1:8787
  curl -s http://127.0.0.1:8787/v1/score --json '{\"text\": \"Free flight, no experience\"}'

The address stands on standard output, everything else on standard error. /openapi.json describes the API, /metrics counts. \
Nothing is kept, and nothing is sent anywhere but to who asked. SIGINT and SIGTERM finish what was taken; a second one ends at once.

Exit status: 0 told to stop, 2 wrong usage, rules or model, or the address cannot be listened on.";

/// What the help of `rules test` ends with.
pub(super) const RULES_TEST: &str = "\
Examples:
  lurescan rules test                              prove the built-in rules
  lurescan rules test --rules my-rules/            prove yours laid over them
  lurescan rules test --rules my-rules/money/example-fee.yaml

Exit status: 0 every example holds, 2 a file has a mistake or an example does not hold.";

/// After the help of `train`.
#[cfg(feature = "train")]
pub(super) const TRAIN: &str = "\
Example:
  lurescan train datasets/authored datasets/posts datasets/boards --data-root ~/boards -o model.json

The same data, rules and settings give the same bytes.";

/// After the help of `evaluate`.
#[cfg(feature = "train")]
pub(super) const EVALUATE: &str = "\
Examples:
  lurescan evaluate datasets/authored datasets/posts datasets/boards --data-root ~/boards
  lurescan evaluate datasets/authored datasets/posts datasets/boards --data-root ~/boards --holdout source --holdout language
  lurescan evaluate --as-is labeled.jsonl datasets/boards --data-root ~/boards -o report.html
  lurescan evaluate --as-is labeled.jsonl --prevalence 0.002 --cost-fp 1 --cost-fn 50

Cross-validation keeps near-duplicates and contrast twins on one side of every split; the figure of a random split by row
stands beside it, because that is what most published figures are. Leaving one source or one language out fits as many \
models as there are of them, which takes a while.

Precision and alerts are told where harmful ads are as common as frauds in EMSCAD (4.84 %), 1 in 100, and 1 in 1,500 \
(0.067 %).";
