extension Migration {
  /// Since when one of the staff is in a conversation that was handed over; NULL while a person is only awaited.
  static let staffedConversations = Migration(
    number: 19, name: "conversations that staff are in",
    text: """
      ALTER TABLE conversations ADD COLUMN staffed_at {INT};
      UPDATE conversations SET staffed_at = handed_over_at;
      """)
}
