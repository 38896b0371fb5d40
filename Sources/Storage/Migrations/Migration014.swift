extension Migration {
  /// Who may use the API, and what was asked of it under a key of the asker's own.
  ///
  /// Users are shared by all stores; what they may do is said by store. Tokens and keys are kept as SHA-256 only.
  static let accounts = Migration(
    number: 14, name: "accounts", text: [users, sessions, requests, lookups].joined(separator: "\n"))

  private static let users = """
    CREATE TABLE users (
      id {INT} PRIMARY KEY, email TEXT NOT NULL UNIQUE, name TEXT, password_hash TEXT NOT NULL,
      created_at {INT} NOT NULL, updated_at {INT} NOT NULL
    ) {ROWS};

    CREATE TABLE memberships (
      store_id {INT} NOT NULL, user_id {INT} NOT NULL, role TEXT NOT NULL, created_at {INT} NOT NULL,
      PRIMARY KEY (store_id, user_id)
    ) {SMALL};
    CREATE INDEX memberships_by_user ON memberships (user_id);
    """

  /// A family is one sign-in and all that was renewed from it.
  private static let sessions = """
    CREATE TABLE refresh_tokens (
      token_hash TEXT PRIMARY KEY, user_id {INT} NOT NULL, family {INT} NOT NULL, created_at {INT} NOT NULL,
      expires_at {INT} NOT NULL, used_at {INT}, revoked_at {INT}
    ) {SMALL};
    CREATE INDEX refresh_tokens_by_user ON refresh_tokens (user_id, expires_at);
    CREATE INDEX refresh_tokens_by_family ON refresh_tokens (family);

    CREATE TABLE api_keys (
      store_id {INT} NOT NULL, id {INT} NOT NULL, name TEXT NOT NULL, role TEXT NOT NULL, key_hash TEXT NOT NULL UNIQUE,
      created_at {INT} NOT NULL, revoked_at {INT},
      PRIMARY KEY (store_id, id)
    ) {ROWS};
    """

  /// `store_id` is 0 for what belongs to no store yet. `request_id` tells a request's own row from another's.
  private static let requests = """
    CREATE TABLE idempotency_keys (
      store_id {INT} NOT NULL, principal TEXT NOT NULL, key TEXT NOT NULL, request_id {INT} NOT NULL,
      fingerprint TEXT NOT NULL, status {INT}, answer TEXT, created_at {INT} NOT NULL,
      PRIMARY KEY (store_id, principal, key)
    ) {ROWS};
    CREATE INDEX idempotency_keys_by_time ON idempotency_keys (store_id, created_at);
    """

  private static let lookups = """
    CREATE INDEX customers_by_phone ON customers (store_id, phone) WHERE phone IS NOT NULL;
    CREATE INDEX orders_by_id ON orders (store_id, state, id);
    CREATE INDEX customer_emails_by_customer ON customer_emails (store_id, customer_id);
    """
}
