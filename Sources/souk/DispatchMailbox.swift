import Dialogue
import Synchronization

/// Stands in for the dispatcher while the parts that tell it of work are being built; hints before that are found by
/// its sweep.
final class DispatchMailbox: WorkListener {
  private let dispatcher = Mutex<Dispatcher?>(nil)

  func connect(_ dispatcher: Dispatcher) { self.dispatcher.withLock { $0 = dispatcher } }

  func conversationsHaveWork(_ keys: [ConversationKey]) {
    dispatcher.withLock { $0 }?.conversationsHaveWork(keys)
  }
}
