extension Migration {
  /// Which store made a strain or a master item, and may change it; NULL for the operator's.
  static let sharedMakers = Migration(
    number: 16, name: "makers of shared items",
    text: """
      ALTER TABLE master_items ADD COLUMN made_by {INT};
      ALTER TABLE strains ADD COLUMN made_by {INT};
      """)
}
