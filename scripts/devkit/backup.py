"""Backup and restore of a database with its filestore. Standard library and PostgreSQL's clients only.

A backup is a folder: database.dump (pg_dump's custom format), filestore.tar, manifest.json with
sizes and SHA-256. It is complete or not there: it is written under another name and renamed.

With a key file both files are encrypted by openssl (AES-256 in CTR mode, key by PBKDF2) and named
*.enc; the manifest then carries an HMAC of itself under a key derived from the same file, so that
nobody without the key can exchange a file and its checksum.
"""

import argparse
import contextlib
import datetime
import hashlib
import hmac
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time

FORMAT = 1
FILES = ("database.dump", "filestore.tar")
CIPHER = ("-aes-256-ctr", "-pbkdf2", "-iter", "600000", "-md", "sha256", "-salt")
SHORTEST_KEY = 32


class Failure(Exception):
    """What went wrong, for the person at the keyboard."""


def now():
    """The time, in UTC, without fractions."""
    return datetime.datetime.now(datetime.UTC).replace(microsecond=0)


def run(*command, **options):
    """Run a program; raises Failure with its own words."""
    done = subprocess.run(
        list(map(str, command)),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        **options,
    )
    if done.returncode:
        raise Failure(f"{pathlib.Path(command[0]).name} failed: {done.stderr.strip()[-2000:]}")
    return done.stdout


def sql(database, statement):
    """Rows of a statement as text."""
    return run(
        "psql", "-X", "-A", "-t", "-q", "-v", "ON_ERROR_STOP=1", "-d", database, "-c", statement
    ).strip()


def digest(path):
    """SHA-256 of a file."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def key_of(path):
    """A key file, checked: long enough, and read by nobody else. Returns its path."""
    try:
        size, mode = len((path.read_bytes().splitlines() or [b""])[0]), path.stat().st_mode
    except OSError as error:
        raise Failure(f"the key file cannot be read: {error}") from None
    if size < SHORTEST_KEY:
        raise Failure(f"{path} is too short for a key: make one with 'openssl rand -hex 32'.")
    if mode & 0o077:
        raise Failure(f"{path} can be read by others: 'chmod 600' it.")
    return path


def crypt(source, target, key, *, decrypt=False):
    """Encrypt or decrypt a file with the key file; openssl reads only the file's first line."""
    direction = ["-d"] if decrypt else []
    run("openssl", "enc", *direction, *CIPHER, "-kfile", key, "-in", source, "-out", target)


def mark(manifest, key):
    """HMAC of a manifest under a key derived from the key file."""
    text = json.dumps({k: v for k, v in manifest.items() if k != "hmac"}, sort_keys=True)
    secret = hashlib.pbkdf2_hmac("sha256", key.read_bytes().strip(), b"med-suite backup manifest", 600_000)
    return hmac.new(secret, text.encode(), hashlib.sha256).hexdigest()


def link_tree(source, target):
    """Bring what `target` lacks of `source` there, as hard links where possible."""
    for folder, _subfolders, names in os.walk(source):
        place = target / pathlib.Path(folder).relative_to(source)
        place.mkdir(parents=True, exist_ok=True)
        for name in names:
            _link(pathlib.Path(folder) / name, place / name)


def _link(source, target):
    if target.exists():
        return
    try:
        # Attachments never change under one name; the ledger's files do, so they are copied.
        if "med_ledger" in source.parts:
            raise OSError("grows")
        os.link(source, target)
    except FileNotFoundError:
        pass  # removed in between: nothing refers to it any more
    except OSError:
        shutil.copy2(source, target)


def make(database, to, data_dir, keep, key=None):
    """Make a backup below the folder `to`, encrypted with a key file; returns its folder and manifest."""
    key = key and key_of(key)
    to.mkdir(parents=True, exist_ok=True)
    stamp = now()
    final = to / f"{database}-{stamp:%Y%m%dT%H%M%SZ}"
    work = pathlib.Path(tempfile.mkdtemp(prefix=".unfinished-", dir=to))
    try:
        # Files before and after the dump: whatever the dump refers to was there at one of the two times.
        filestore = data_dir / "filestore" / database
        link_tree(filestore, work / "filestore")
        run("pg_dump", "-Fc", "-d", database, "-f", work / "database.dump")
        link_tree(filestore, work / "filestore")
        with tarfile.open(work / "filestore.tar", "w") as archive:
            archive.add(work / "filestore", "filestore")
        shutil.rmtree(work / "filestore")
        manifest = describe(database, work, stamp, key)
        (work / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n")
        work.rename(final)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    prune(to, database, keep)
    return final, manifest


def describe(database, work, stamp, key):
    """Encrypt the files where there is a key, and write down what they are."""
    names = FILES
    if key:
        names = tuple(f"{name}.enc" for name in FILES)
        for name in FILES:
            crypt(work / name, work / f"{name}.enc", key)
            (work / name).unlink()
    manifest = {
        "format": FORMAT,
        "database": database,
        "made_at": stamp.isoformat(),
        "encrypted": bool(key),
        "uuid": sql(database, "SELECT value FROM ir_config_parameter WHERE key = 'database.uuid'"),
        "files": {
            name: {"size": (work / name).stat().st_size, "sha256": digest(work / name)} for name in names
        },
    }
    if key:
        manifest["hmac"] = mark(manifest, key)
    return manifest


def backups(to, database):
    """Complete backups of a database, oldest first."""
    pattern = re.compile(re.escape(database) + r"-\d{8}T\d{6}Z")
    return sorted(
        path for path in to.iterdir() if pattern.fullmatch(path.name) and (path / "manifest.json").exists()
    )


def prune(to, database, keep):
    """Delete all but the newest `keep` backups."""
    for path in backups(to, database)[: -keep or None] if keep else []:
        shutil.rmtree(path)


def check(backup, key=None):
    """Compare a backup's files with its manifest, and that with the key; returns the manifest."""
    try:
        manifest = json.loads((backup / "manifest.json").read_text())
    except (OSError, ValueError) as error:
        raise Failure(f"{backup} is no backup: {error}") from None
    for name, facts in manifest["files"].items():
        path = backup / name
        if not path.exists() or path.stat().st_size != facts["size"] or digest(path) != facts["sha256"]:
            raise Failure(f"{path} is damaged: it is not what the manifest says.")
    if key and manifest.get("encrypted"):
        if not hmac.compare_digest(mark(manifest, key_of(key)), str(manifest.get("hmac"))):
            raise Failure(f"{backup} was not made with this key, or somebody has changed it.")
    return manifest


def restore(backup, database, data_dir, key=None):
    """Restore a backup as a database that must not exist yet. On failure nothing stays."""
    manifest = check(backup, key)
    if manifest.get("encrypted") and not key:
        raise Failure(f"{backup} is encrypted: name the key file with --key-file.")
    filestore = data_dir / "filestore" / database
    if sql("postgres", f"SELECT 1 FROM pg_database WHERE datname = '{database}'"):
        raise Failure(f"database {database} exists already. Name another, or drop it first.")
    if filestore.exists() and any(filestore.iterdir()):
        raise Failure(f"{filestore} exists already. Move it away first.")
    try:
        with plain(backup, manifest, key) as folder:
            run("createdb", "-T", "template0", "-E", "UTF8", database)
            flags = ("--no-owner", "--no-privileges", "--exit-on-error")
            run("pg_restore", *flags, "-d", database, folder / "database.dump")
            unpack(folder / "filestore.tar", filestore)
    except BaseException:
        drop(database, data_dir)
        raise


@contextlib.contextmanager
def plain(backup, manifest, key):
    """The folder with the readable files: the backup's own, or decrypted ones for as long as needed."""
    if not manifest.get("encrypted"):
        yield backup
        return
    with tempfile.TemporaryDirectory(prefix="med-restore-") as folder:
        for name in FILES:
            crypt(backup / f"{name}.enc", pathlib.Path(folder) / name, key, decrypt=True)
        yield pathlib.Path(folder)


def unpack(archive, filestore):
    """Unpack filestore.tar so that its folder becomes `filestore`, owned as the folder above."""
    filestore.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=filestore.parent) as scratch:
        run("tar", "-x", "--no-same-owner", "-f", archive, "-C", scratch)  # refuses paths that lead outside
        shutil.rmtree(filestore, ignore_errors=True)
        (pathlib.Path(scratch) / "filestore").rename(filestore)
    if os.geteuid() == 0:
        owner = filestore.parent.stat()
        for folder, _subfolders, names in os.walk(filestore):
            for path in (folder, *(os.path.join(folder, name) for name in names)):
                os.chown(path, owner.st_uid, owner.st_gid)


def drop(database, data_dir):
    """Drop a database and its files."""
    run("dropdb", "--if-exists", "--force", database)
    shutil.rmtree(data_dir / "filestore" / database, ignore_errors=True)


def test_restore(backup, data_dir, key=None):
    """Restore into a database of its own, look whether it is whole, and drop it. Returns what was seen."""
    manifest = check(backup, key)
    database = f"med_restore_test_{os.getpid()}"
    restore(backup, database, data_dir, key)
    try:
        seen = {"uuid": sql(database, "SELECT value FROM ir_config_parameter WHERE key = 'database.uuid'")}
        if seen["uuid"] != manifest["uuid"]:
            raise Failure("the restored database has another identity than the backup.")
        missing = missing_files(database, data_dir)
        if missing:
            raise Failure(f"{len(missing)} attachments are not in the backup, the first: {missing[0]}")
        seen["ledger"] = verify_ledger(database)
    finally:
        drop(database, data_dir)
    return seen


def missing_files(database, data_dir):
    """Attachments of a database whose file is not there."""
    names = sql(database, "SELECT DISTINCT store_fname FROM ir_attachment WHERE store_fname IS NOT NULL")
    filestore = data_dir / "filestore" / database
    return [name for name in names.splitlines() if not (filestore / name).exists()]


def verify_ledger(database):
    """Let Odoo verify the ledger of a restored database, where it has one and Odoo is at hand."""
    command = os.environ.get("MED_ODOO_COMMAND") or shutil.which("odoo")
    if not command or not sql(database, "SELECT to_regclass('med_ledger_entry')"):
        return None
    script = "import json; print('LEDGER ' + json.dumps(env['med.ledger.entry'].verify(), default=str))\n"
    addons = ["--addons-path", os.environ["MED_ADDONS_PATH"]] if os.environ.get("MED_ADDONS_PATH") else []
    done = subprocess.run(
        [*command.split(), *addons, "shell", "-d", database, "--no-http"],
        input=script,
        capture_output=True,
        text=True,
        check=False,
    )
    found = re.search(r"LEDGER (\{.*\})", done.stdout)
    if not found:
        raise Failure(f"Odoo could not verify the restored ledger: {(done.stdout + done.stderr)[-1000:]}")
    result = json.loads(found[1])
    if not result["ok"]:
        raise Failure(f"the restored ledger is broken at entry {result['first_broken']}.")
    return {"ok": True, "entries": result["entries"]}


def report(path, **news):
    """Write what the settings page shows: keeps what it said before, adds the news."""
    try:
        facts = json.loads(path.read_text())
    except (OSError, ValueError):
        facts = {}
    facts.update(news)
    path.parent.mkdir(parents=True, exist_ok=True)
    scratch = path.with_suffix(".new")
    scratch.write_text(json.dumps(facts, indent=2) + "\n")
    scratch.chmod(0o644)
    scratch.replace(path)


def back_up(options):
    """One backup, and its restore test if asked for, with the status written; raises Failure."""
    place = options.to.resolve()
    try:
        backup, manifest = make(
            options.database, options.to, options.data_dir, options.keep, options.key_file
        )
        size = sum(facts["size"] for facts in manifest["files"].values())
        report(
            options.status,
            ok=True,
            error="",
            backup_at=manifest["made_at"],
            size_bytes=size,
            encrypted=manifest["encrypted"],
            place=str(backup.resolve()),
        )
        tell(f"backup {backup} ({size / 1e6:.1f} MB)")
        if options.test_restore:
            seen = test_restore(backup, options.data_dir, options.key_file)
            report(options.status, restore_tested_at=now().isoformat(), restore_seen=seen)
            tell(f"restore tested: {json.dumps(seen)}")
    except (Failure, OSError) as error:
        report(options.status, ok=False, error=str(error), place=str(place), failed_at=now().isoformat())
        raise Failure(str(error)) from error


def daily(options):
    """Back up every day at the hour given; a failure is told and tried again the next day."""
    hour, minute = map(int, options.daily.split(":"))
    while True:
        current = now()
        due = current.replace(hour=hour, minute=minute, second=0)
        if due <= current:
            due += datetime.timedelta(days=1)
        time.sleep((due - current).total_seconds())
        try:
            back_up(options)
        except Failure as error:
            tell(f"error: {error}")


def tell(text):
    """One line to standard output, at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def default_data_dir():
    """Odoo's data folder by environment."""
    return pathlib.Path(os.environ.get("MED_DATA_DIR", "/var/lib/odoo"))


def default_key():
    """Key file by environment, if any."""
    named = os.environ.get("MED_BACKUP_KEY_FILE")
    return pathlib.Path(named) if named else None


def parse(arguments):
    """The command line of a backup."""
    parser = argparse.ArgumentParser(
        prog="scripts/backup", description="Back up a database and its filestore."
    )
    parser.add_argument("--database", default=os.environ.get("MED_DB", "med_demo"))
    parser.add_argument("--to", type=pathlib.Path, required=True, help="folder for backups")
    parser.add_argument("--data-dir", type=pathlib.Path, default=default_data_dir())
    parser.add_argument("--keep", type=int, default=14, help="how many to keep; 0 keeps all")
    parser.add_argument("--status", type=pathlib.Path, help="status file that Odoo's settings page reads")
    parser.add_argument(
        "--key-file", type=pathlib.Path, default=default_key(), help="encrypt with this key (openssl)"
    )
    parser.add_argument("--daily", metavar="HH:MM", help="stay and back up every day at this time (UTC)")
    parser.add_argument("--test-restore", action="store_true", help="restore each backup to try it")
    options = parser.parse_args(arguments)
    options.status = options.status or pathlib.Path(
        os.environ.get("MED_BACKUP_STATUS") or options.data_dir / "med_backup_status.json"
    )
    return options


def main(arguments=None):
    """Back up once or daily; the exit status says whether it worked."""
    options = parse(arguments)
    try:
        daily(options) if options.daily else back_up(options)
    except Failure as error:
        sys.stderr.write(f"error: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
