import Commerce
import Dialogue
import Logging
import Transport

/// What every channel is put together from.
package struct ChannelParts: Sendable {
  /// With the channels' YAML files.
  package var folder: String
  package var accounts: any ChannelAccountDirectory
  package var transport: any HTTPTransport
  package var stores: ChannelStores
  package var surroundings: ChannelSurroundings
  /// `https://shop.example`, where providers reach this server; nil where it is not known.
  package var publicURL: String?
  /// The commands that a channel with a menu of them offers, by language; the first is for all others.
  package var menus: [CommandMenu] = []

  package init(
    folder: String, accounts: any ChannelAccountDirectory, transport: any HTTPTransport, stores: ChannelStores,
    surroundings: ChannelSurroundings
  ) {
    self.folder = folder
    self.accounts = accounts
    self.transport = transport
    self.stores = stores
    self.surroundings = surroundings
  }

  func settingsFile(_ channel: ChannelName) -> String { "\(folder)/\(channel).yaml" }
}

/// Where what comes in is kept, and who is told.
package struct ChannelStores: Sendable {
  package var inbox: any InboxStore
  package var leases: any LeaseStore
  package var listener: any WorkListener
  /// Tells this process from others in leases.
  package var owner: Int64
  /// Answers for the invoices of channels that have their own; nil where none are sent.
  package var invoices: (any InvoiceDesk)?

  package init(inbox: any InboxStore, leases: any LeaseStore, listener: any WorkListener, owner: Int64) {
    self.inbox = inbox
    self.leases = leases
    self.listener = listener
    self.owner = owner
  }
}

/// The clock, chance and the log.
package struct ChannelSurroundings: Sendable {
  package var time: TimeSource
  /// Milliseconds; throws when cancelled.
  package var sleep: @Sendable (Int64) async throws -> Void
  /// From 0 up to, not including, 1.
  package var random: @Sendable () -> Double
  package var logger: Logger

  package init(
    time: TimeSource, sleep: @escaping @Sendable (Int64) async throws -> Void,
    random: @escaping @Sendable () -> Double, logger: Logger
  ) {
    self.time = time
    self.sleep = sleep
    self.random = random
    self.logger = logger
  }
}
