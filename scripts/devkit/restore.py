"""Command line of a restore; the work is in backup.py."""

import argparse
import pathlib
import sys

from . import backup


def main(arguments=None):
    """Restore a backup as a new database; the exit status says whether it worked."""
    parser = argparse.ArgumentParser(
        prog="scripts/restore", description="Restore a backup as a new database."
    )
    parser.add_argument("backup", type=pathlib.Path, help="folder of one backup")
    parser.add_argument("--database", required=True, help="name of the new database")
    parser.add_argument("--data-dir", type=pathlib.Path, default=backup.default_data_dir())
    parser.add_argument(
        "--key-file", type=pathlib.Path, default=backup.default_key(), help="key of an encrypted backup"
    )
    parser.add_argument("--check", action="store_true", help="only compare the files with the manifest")
    options = parser.parse_args(arguments)
    try:
        if options.check:
            backup.check(options.backup, options.key_file)
            backup.tell(f"{options.backup} is whole")
        else:
            backup.restore(options.backup, options.database, options.data_dir, options.key_file)
            backup.tell(f"restored as {options.database}")
            backup.tell("Sealed ledgers keep their identity: do not run this copy beside the original.")
    except (backup.Failure, OSError) as error:
        sys.stderr.write(f"error: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
