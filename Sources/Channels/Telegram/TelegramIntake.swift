import Commerce
import Dialogue
import Logging

/// What polls and webhooks share: updates in, a batch for the inbox out, and a line in the log for all that is left
/// out of it.
struct TelegramIntake: Sendable {
  let account: ChannelAccountKey
  let logger: Logger

  func batch(of elements: [TelegramUpdateReader.Element], receivedAt: Timestamp) -> InboundBatch {
    let decoder = TelegramDecoder(account: account)
    var batch = InboundBatch()
    for element in elements {
      switch element {
      case .unreadable(let id, let reason):
        let name = id.map { "\($0)" } ?? "unknown"
        logger.error(
          "an update cannot be read and is passed over", metadata: ["update": "\(name)", "reason": "\(reason)"])
      case .update(let update):
        switch decoder.read(update, receivedAt: receivedAt) {
        case .message(let message): batch.messages.append(message)
        case .reachability(let change): batch.reachability.append(change)
        case .skipped(let reason):
          logger.info("an update is skipped", metadata: ["update": "\(update.updateID)", "reason": "\(reason)"])
        }
      }
    }
    return batch
  }
}
