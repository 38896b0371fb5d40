extension Migration {
  /// What owners have in their chats: who they are there, what they are told without asking, and how they mean words.
  static let ownersChats = Migration(
    number: 12, name: "owners' chats", text: [codes, news].joined(separator: "\n"))

  /// A code is kept as its hash. Wrong guesses are counted by person and, with an empty channel, for the whole store.
  private static let codes = """
    CREATE TABLE staff_codes (
      store_id {INT} NOT NULL, code_hash TEXT NOT NULL, role TEXT NOT NULL, name TEXT, created_at {INT} NOT NULL,
      expires_at {INT} NOT NULL, used_at {INT}, used_by TEXT,
      PRIMARY KEY (store_id, code_hash)
    ) {SMALL};

    CREATE TABLE staff_code_guesses (
      store_id {INT} NOT NULL, channel TEXT NOT NULL, value TEXT NOT NULL, guesses {INT} NOT NULL, since {INT} NOT NULL,
      PRIMARY KEY (store_id, channel, value)
    ) {SMALL};
    """

  private static let news = """
    CREATE TABLE digests (
      store_id {INT} NOT NULL, id {INT} NOT NULL, owner TEXT NOT NULL, plan TEXT NOT NULL, recipient TEXT NOT NULL,
      created_at {INT} NOT NULL,
      PRIMARY KEY (store_id, id)
    ) {ROWS};
    CREATE INDEX digests_of ON digests (store_id, owner, id);

    CREATE TABLE alert_wishes (
      store_id {INT} NOT NULL, owner TEXT NOT NULL, kind TEXT NOT NULL, recipient TEXT NOT NULL,
      created_at {INT} NOT NULL,
      PRIMARY KEY (store_id, owner, kind)
    ) {SMALL};

    CREATE TABLE alert_marks (
      store_id {INT} NOT NULL, kind TEXT NOT NULL, subject TEXT NOT NULL, at {INT} NOT NULL,
      PRIMARY KEY (store_id, kind, subject)
    ) {SMALL};

    CREATE TABLE demand_voices (
      store_id {INT} NOT NULL, words TEXT NOT NULL, customer_id {INT} NOT NULL, at {INT} NOT NULL,
      PRIMARY KEY (store_id, words, customer_id)
    ) {SMALL};
    CREATE INDEX demand_voices_by_time ON demand_voices (store_id, at);

    CREATE TABLE desk_preferences (
      store_id {INT} NOT NULL, owner TEXT NOT NULL, word TEXT NOT NULL, meaning TEXT NOT NULL,
      PRIMARY KEY (store_id, owner, word)
    ) {SMALL};
    """
}
