extension Migration {
  /// What a store has asked of a language model, by day (days since 1970-01-01, UTC).
  static let languageModels = Migration(
    number: 6, name: "language models",
    text: """
      CREATE TABLE model_usage (
        store_id {INT} NOT NULL, day {INT} NOT NULL, calls {INT} NOT NULL, input_tokens {INT} NOT NULL,
        output_tokens {INT} NOT NULL,
        PRIMARY KEY (store_id, day)
      ) {SMALL};
      """)
}
