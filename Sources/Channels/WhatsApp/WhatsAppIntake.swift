import Commerce
import Dialogue

/// Where what comes in is kept, who is told, and what the time is.
package struct WhatsAppIntake: Sendable {
  package let inbox: any InboxStore
  package let listener: any WorkListener
  package let time: TimeSource

  package init(inbox: any InboxStore, listener: any WorkListener, time: TimeSource) {
    self.inbox = inbox
    self.listener = listener
    self.time = time
  }
}
