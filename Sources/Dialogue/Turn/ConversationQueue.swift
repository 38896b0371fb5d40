/// Conversations that have work, each at most once in the queue and at most once in hand.
actor ConversationQueue {
  private var waiting: [ConversationKey] = []
  private var head = 0
  private var queued: Set<ConversationKey> = []
  private var busy: Set<ConversationKey> = []
  private var again: Set<ConversationKey> = []
  private var consumers: [CheckedContinuation<ConversationKey?, Never>] = []
  private var isClosed = false

  /// A conversation in hand is queued again when it is done, so that work that arrived meanwhile is seen.
  func add(_ keys: [ConversationKey]) {
    for key in keys where !isClosed {
      if busy.contains(key) {
        again.insert(key)
      } else if queued.insert(key).inserted {
        enqueue(key)
      }
    }
  }

  /// The next conversation, now in hand; nil once closed.
  func next() async -> ConversationKey? {
    if isClosed { return nil }
    if head < waiting.count { return take() }
    return await withCheckedContinuation { consumers.append($0) }
  }

  func done(_ key: ConversationKey) {
    busy.remove(key)
    if again.remove(key) != nil { add([key]) }
  }

  func close() {
    isClosed = true
    for consumer in consumers { consumer.resume(returning: nil) }
    consumers = []
  }

  private func enqueue(_ key: ConversationKey) {
    if consumers.isEmpty {
      waiting.append(key)
    } else {
      queued.remove(key)
      busy.insert(key)
      consumers.removeFirst().resume(returning: key)
    }
  }

  private func take() -> ConversationKey {
    let key = waiting[head]
    head += 1
    if head > 1_024, head * 2 > waiting.count {
      waiting.removeFirst(head)
      head = 0
    }
    queued.remove(key)
    busy.insert(key)
    return key
  }
}
