extension Migration {
  /// Since when the bot is silent in a conversation that was handed over; NULL while it still does what is plainly
  /// asked.
  static let silentConversations = Migration(
    number: 19, name: "conversations in which the bot is silent",
    text: """
      ALTER TABLE conversations ADD COLUMN silent_at {INT};
      UPDATE conversations SET silent_at = handed_over_at;
      """)
}
