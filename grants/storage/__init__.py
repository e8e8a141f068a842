"""The connection, the transaction, migrations under their lock, the file store and the embedded PostgreSQL."""
