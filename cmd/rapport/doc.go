/*
Rapport makes account reviews from CRM exports: who we know at a customer, at
which hierarchy level, whom we keep missing, and what that does to the next
decision.

Usage:

	rapport <command> [flags] [arguments]

The commands are:

	review FILE...   make the reviews: the main job
	check FILE...    read, judge, report every problem; write nothing
	new DIR          write a workbook, settings and a notes folder to start from
	levels TITLE...  tell the level of job titles
	explain METRIC   tell what a metric means, with the thresholds in force
	preview FILE...  show the reviews in the browser, make them again on save
	mail             prepare, check, send and follow mails to leadership
	templates        list, compare and export the files that can be replaced
	version          print the version
	completion       print a completion script for a shell

# Reviews

All files of one command line are one dataset:

	rapport review export.xlsx
	rapport review exports/*.xlsx -o reviews --period 2026-Q3
	rapport review export.xlsx --account "Donghai Telecom" --lang zh-CN

The output folder is replaced as a whole when everything has been written; an
error, an interrupt or a kill leaves the previous reviews as they were. Files
of your own in it are kept. A folder that rapport did not make is refused.

Settings come from rapport.yaml beside the first workbook, or from --config.
Commentary comes from notes/<account>.md beside it.

Among several files, one that cannot be read whole is named and left out, with
a notice on every page; with --strict, or alone, it is refused.

	rapport review exports/*.xlsx --as-of 2026-09-30 --shard 1/2 -o part-1
	rapport review exports/*.xlsx --as-of 2026-09-30 --shard 2/2 -o part-2
	rapport review --merge part-1 part-2 -o reviews

writes the pages of one part of the accounts per run, on as many machines, and
joins them into the set that one run would have written. --json-log writes
progress as JSON to standard error, one object a line: begin and end of every
stage with its seconds, then done with the time per stage, or failed.

# Quarters, promises and editions

	rapport review 2026-Q2.xlsx -o reviews
	rapport review 2026-Q3.xlsx -o reviews
	rapport review 2026-Q3.xlsx -o elsewhere --baseline reviews

keeps each quarter in reviews/history and compares the next one with it, as
changes for each account and one line per quarter on the portfolio page; what
people wrote into reviews/actions.xlsx is read back and every promise in it is
judged by the activities. --baseline names another folder to compare with,
--actions another list, and --no-history does not keep the quarter; those kept
before stay.

	rapport review 2026-Q3.xlsx -o for-leadership --edition leadership
	rapport review 2026-Q3.xlsx -o for-northwind --edition customer --account Northwind
	rapport review 2026-Q3.xlsx -o by-roles --roles

leaves out what the readers are not to see, then searches every file for it; a
find fails the run. --roles puts roles in the place of names. An edition other
than internal needs a folder of its own.

	rapport review --verify reviews 2026-Q3.xlsx

makes the set in the folder again with the settings of its manifest.json,
compares every file byte for byte, writes nothing, and exits with 1 when
something differs: an input, a setting, an edited or a missing file.

# Checks

	rapport check export.xlsx
	rapport check export.xlsx --annotate marked
	rapport check export.xlsx --json

prints what was found in every sheet, which column was taken for what, and
every problem as file[Sheet!Cell]: what was found and what was wanted.

# Levels and metrics

	rapport levels "Deputy Director of Purchasing" 副总经理
	rapport levels < titles.txt > levels.tsv

prints title, level and rule with tabs between them, as review would classify
the title; the level is empty when no rule fits.

	rapport explain
	rapport explain tvd
	rapport explain "location quotient" --lang zh-CN

lists the metrics, or tells the meaning, formula, range, thresholds in force
and source of one. Settings come from rapport.yaml in the current folder, or
from --config.

# Mail

	rapport mail prepare export.xlsx
	rapport mail prepare reviews leadership export.xlsx -o outbox
	rapport mail check
	rapport mail send --confirm 7f3a9c41d2e0
	rapport mail status

prepare writes finished messages and a preview, and nothing leaves; the outbox
is the folder outbox unless -o names another, which the other commands then
take as their argument. What an edition withholds fails the whole outbox.

check looks the outbox over and tries the login; --no-login stays offline.

send takes exactly the outbox whose hash is given and writes a ledger, so that
a run that was cut off goes on where it stopped and nobody gets a mail twice.
--only ADDRESS sends everything to one address, marked [TEST]. --max N allows
more than 50 mails. --revise REASON sends a changed mail to people who had
another version. --ledger FILE names another ledger than mail-ledger.jsonl
beside the outbox.

status tells what was accepted, refused, is unknown or waits. Accepted means by
the mail server, which is not yet delivery. A mail whose fate nobody knows is
never sent again by itself: status --arrived ADDRESS records that it came, send
--resend-unknown ADDRESS sends it again.

Settings come from the section mail of rapport.yaml in the current folder
(prepare looks beside the first workbook first), or from --config. The password
comes from SMTP_PASSWORD, mail.password_command, mail.token_command or
mail.keyring.

# Exit codes

	0  done
	1  failed: the disk, a permission, another run in the same folder
	2  wrong command line or configuration
	3  the workbooks need fixing; with --strict also any rejected row
	4  some mail was not delivered
*/
package main
