#!/usr/bin/env python3
"""Fills the database of a stopped service with copies of what is there, so that its lists are long in seconds.

    fill.py DATABASE --executions N --functions N --audit N

Copies the newest execution and the newest function of the owner dev, and continues its audit log: entries are chained as the
service chains them (docs/reference/audit-format.md). N is how many there are afterwards.
"""

import argparse
import hashlib
import json
import sqlite3

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
FAILED_EVERY = 1_000  # of the executions, so that a filter has something to find


def id_text(prefix, high, low):
    value = (high << 64) | low
    return prefix + "".join(ALPHABET[(value >> shift) & 31] for shift in range(125, -1, -5))


def columns(db, table):
    return [row[1] for row in db.execute(f"PRAGMA table_info({table})")]


def fill_executions(db, wanted):
    names = columns(db, "executions")
    there, oldest = db.execute("SELECT COUNT(*), MIN(key) FROM executions").fetchone()
    changed = {"key": ":oldest - n", "status": f"CASE WHEN n % {FAILED_EVERY} = 0 THEN 3 ELSE 2 END"}
    values = ", ".join(changed.get(name, "e." + name) for name in names)
    db.execute(
        f"WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < :more) "
        f"INSERT INTO executions ({', '.join(names)}) SELECT {values} FROM numbers, executions AS e "
        f"WHERE e.key = :oldest AND :more > 0",
        {"oldest": oldest, "more": wanted - there},
    )


def fill_functions(db, wanted):
    names = columns(db, "functions")
    there = db.execute("SELECT COUNT(*) FROM functions").fetchone()[0]
    row = dict(zip(names, db.execute("SELECT * FROM functions ORDER BY key LIMIT 1").fetchone()))
    oldest = row["key"]

    def copies():
        for n in range(1, wanted - there + 1):
            key = oldest - n
            changed = {"key": key, "id": id_text("fn_", key, 1), "name": f"f{there + n}"}
            yield tuple(changed.get(name, row[name]) for name in names)

    db.executemany(f"INSERT INTO functions VALUES ({', '.join('?' * len(names))})", copies())


def fill_audit(db, wanted):
    head_seq, head = db.execute("SELECT seq, hash FROM audit_heads WHERE owner = ''").fetchone()
    own_seq, own_head = db.execute("SELECT seq, hash FROM audit_heads WHERE owner = 'dev'").fetchone()
    row = list(db.execute("SELECT * FROM audit_entries WHERE owner = 'dev' ORDER BY seq DESC LIMIT 1").fetchone())
    entry = json.loads(row[-1])

    def entries():
        nonlocal head_seq, head, own_seq, own_head
        while own_seq < wanted:
            head_seq, own_seq = head_seq + 1, own_seq + 1
            entry.update(seq=head_seq, owner_seq=own_seq, previous=head, owner_previous=own_head)
            line = json.dumps(entry, separators=(",", ":"), ensure_ascii=False)
            head = own_head = hashlib.sha256(line.encode()).hexdigest()
            yield (head_seq, row[1], own_seq, *row[3:-1], line)

    db.executemany(f"INSERT INTO audit_entries VALUES ({', '.join('?' * len(row))})", entries())
    db.execute("UPDATE audit_heads SET seq = ?, hash = ? WHERE owner = ''", (head_seq, head))
    db.execute("UPDATE audit_heads SET seq = ?, hash = ? WHERE owner = 'dev'", (own_seq, own_head))


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("database")
    fillers = {"executions": fill_executions, "functions": fill_functions, "audit": fill_audit}
    for name in fillers:
        arguments.add_argument("--" + name, type=int, default=0)
    given = vars(arguments.parse_args())
    db = sqlite3.connect(given["database"])
    db.execute("PRAGMA synchronous = OFF")
    with db:
        for name, fill in fillers.items():
            fill(db, given[name])
    db.close()


main()
