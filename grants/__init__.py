"""A bilingual tracker for organisations that carry out EU-funded social-inclusion projects.

The rooms, in the order in which they may import one another:

    values        money, days, languages, numbers, and what a record consists of; pure
    funders       the formats of funders, as data
    storage       the connection, the transaction, files, the embedded PostgreSQL
    web           how pages are made and guarded
    audit         entries of what was done
    acting        the one doorway of every change
    projects      projects, organisations, programmes, contracts, partners, aims
    people        who uses the tracker, with which seats, and the door
    personal      personal numbers, kept apart and sealed
    letters       written with their reason, posted by a worker
    attached      files and comments of a row of any kind
    rates         exchange rates, their source and the days they hold
    workplan      work packages, activities, milestones, deliverables, publications
    procurement   how suppliers are chosen, and the contracts with them
    budget        the terms of the contract, sources of funding, budget lines, their versions and moves
    expenses      supporting documents with their papers and payments, and what of them is claimed
    accounting    what the accounting program exports, brought in and held against the ledger
    subgrants     small grants and the money they attracted
    indicators    what was promised and what was reached
    participants  the people a project works with, and what they attended
    team          the people who carry it out, their hours, and what those cost
    payments      what the funder was asked for and paid, advances, cash; what was passed on to partners
    correspondence  letters, checks and findings, and what must be answered
    deadlines     dates that must not be missed, and their reminders
    entries       adding, changing and removing one row of any kind
    amendments    changing, suspending and ending the contract as one act
    door          what a link in a letter opens without signing in
    checks        every room's rules run over a project
    reports       figures, sheets and files for funders
    filling       a funder's own workbook, mapped once and filled
    portfolio     all one's projects, the tabs of one, history and search
    exchange      the project workbook and .json
    demo          a filled tracker to try
    followers     what follows what
    app, cli      the web service and the commands

`settings`, `errors` and `access` are free to all.
"""
