import Commerce

/// Spaces the sends of one account: so many a second in all, and one chat not faster than its own pace after a burst.
/// It gives moments, it does not wait.
struct Pacer {
  private let pacing: ChannelPacing
  /// The moment of the next free place of the account, in fractions of a millisecond.
  private var nextForAccount = 0.0
  /// When a chat's allowance would be full again.
  private var fullAgain: [ChatAddress: Int64] = [:]

  /// Chats remembered; the ones at rest are forgotten first.
  private static let maximumChats = 20_000

  init(_ pacing: ChannelPacing) { self.pacing = pacing }

  /// Takes the next place for a chat. - Returns: the moment to send at, never before `now`.
  mutating func place(for chat: ChatAddress, now: Timestamp) -> Timestamp {
    let earliest = placeForChat(chat, now: now.milliseconds)
    guard pacing.messagesPerSecond > 0 else { return Timestamp(milliseconds: earliest) }
    let start = max(Double(earliest), nextForAccount)
    nextForAccount = start + 1_000 / pacing.messagesPerSecond
    return Timestamp(milliseconds: Int64(start.rounded(.up)))
  }

  private mutating func placeForChat(_ chat: ChatAddress, now: Int64) -> Int64 {
    let pace = pacing.millisecondsPerChatMessage
    guard pace > 0 else { return now }
    if fullAgain.count > Self.maximumChats { fullAgain = fullAgain.filter { $0.value > now } }
    let full = max(fullAgain[chat] ?? now, now) + pace
    fullAgain[chat] = full
    return max(now, full - Int64(max(1, pacing.chatBurst)) * pace)
  }
}
