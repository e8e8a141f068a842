"""The commands and their arguments."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError, _SubParsersAction
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TypeAlias

from grants.access import Role
from grants.cli import people, projects, running
from grants.values.language import N_, Language, language_named
from grants.values.wording import Unreadable, Wording

Into: TypeAlias = "_SubParsersAction[ArgumentParser]"  # argparse has no public name for it


def spoken_language(arguments: Sequence[str], environment: Mapping[str, str]) -> Language:
    """`--language`, else LC_ALL, LC_MESSAGES or LANG, else English."""
    given = list(arguments)
    for at, argument in enumerate(given):
        named = argument.removeprefix("--language=") if argument.startswith("--language=") else ""
        if argument == "--language" and at + 1 < len(given):
            named = given[at + 1]
        if named and (language := language_named(named)):
            return language
    spoken = next((environment[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environment.get(name)), "")
    return language_named(spoken) or "en"


def parser(words: Wording) -> ArgumentParser:
    """The parser of the whole command line, its help in the person's language."""
    made = ArgumentParser(
        prog="grants", description=words.say(N_("A tracker for EU-funded social-inclusion projects."))
    )
    everywhere = ArgumentParser(add_help=False)
    everywhere.add_argument("--json", action="store_true", help=words.say(N_("answer with one JSON object")))
    everywhere.add_argument("--language", choices=("bg", "en"), help=words.say(N_("the language of the answer")))
    commands = made.add_subparsers(dest="name", required=True, metavar=words.say(N_("command")))

    def command(name: str, told: str, run: object, into: Into = commands) -> ArgumentParser:
        added = into.add_parser(name, help=words.say(told), description=words.say(told), parents=[everywhere])
        added.set_defaults(run=run, name=name)
        return added

    demo = command("demo", N_("a filled tracker to try, with letters shown on a page"), running.demo)
    demo.add_argument("--data", metavar="DIR", help=words.say(N_("the demo's folder")))
    demo.add_argument("--port", type=int, metavar="N", help=words.say(N_("the port it answers on")))
    command("up", N_("the tracker and its scheduled jobs in one process"), running.up)
    serve = command("serve", N_("the web service alone"), running.serve)
    serve.add_argument("--workers", type=int, default=1, metavar="N", help=words.say(N_("processes that answer")))
    command("work", N_("the scheduled jobs alone"), running.work)
    migrate = command(
        "migrate", N_("bring the database forward, or back to a named migration"), running.migrate_database
    )
    migrate.add_argument("--to", metavar="NAME")

    user = commands.add_parser("user", help=words.say(N_("people who sign in")))
    users = user.add_subparsers(dest="what", required=True, metavar=words.say(N_("command")))
    add = command("add", N_("add a person"), people.add, users)
    add.set_defaults(name="user add")
    add.add_argument("email")
    add.add_argument("--name", dest="person_name", required=True)
    add.add_argument("--organisation", default="")
    add.add_argument("--role", choices=[role.value for role in Role])
    add.add_argument("--project", default="", metavar="CODE")
    add.add_argument("--admin", action="store_true")
    add.add_argument(
        "--password-stdin", action="store_true", help=words.say(N_("read the password from standard input"))
    )

    brought = command("import", N_("bring projects in from workbooks, .json or .zip files"), projects.import_files)
    brought.add_argument("files", nargs="+", metavar="FILE")
    brought.add_argument("--dry-run", action="store_true", help=words.say(N_("say what would be done, and do nothing")))
    brought.add_argument(
        "--as", dest="as_person", metavar="EMAIL", help=words.say(N_("who becomes the project's manager"))
    )
    out = command("export", N_("write a project as .xlsx or .json, by the name's ending"), projects.export)
    out.add_argument("project", metavar="PROJECT")
    out.add_argument("--to", required=True, metavar="FILE")
    out.add_argument("--with-files", action="store_true", help=words.say(N_("a .zip with the scanned papers")))
    check = command("check", N_("the automatic checks of a project, or of all"), projects.check)
    check.add_argument("project", nargs="?", metavar="PROJECT")
    command("formats", N_("the funders' formats"), projects.formats)
    report = command("report", N_("write a funder's report for a period"), projects.report)
    _asked_of_report(report, words)

    remind = command("remind", N_("plan the reminders that are due"), running.remind)
    remind.add_argument("--on", type=_day_in(words), metavar="DAY")
    command("post", N_("hand the waiting letters to the mail server once"), running.post)
    return made


def _asked_of_report(report: ArgumentParser, words: Wording) -> None:
    report.add_argument("project", metavar="PROJECT")
    report.add_argument("--format", required=True, metavar="CODE")
    report.add_argument("--edition", metavar="E")
    report.add_argument("--from", dest="first", required=True, type=_day_in(words), metavar="DAY")
    report.add_argument("--to", dest="last", required=True, type=_day_in(words), metavar="DAY")
    report.add_argument("--to-dir", required=True, metavar="DIR")
    new = N_("only documents that no earlier inventory holds: since a report, a day, or the last one")
    report.add_argument("--new-since", metavar="NUMBER|DAY|last", help=words.say(new))


def _day_in(words: Wording) -> Callable[[str], date]:
    """A day as people write it; one that can't be read is said in the person's language."""

    def day(text: str) -> date:
        try:
            return words.read_day(text)
        except Unreadable as problem:
            raise ArgumentTypeError(words.say(problem.msgid, **problem.facts)) from None

    return day
