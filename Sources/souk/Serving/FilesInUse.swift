import Channels
import Dialogue
import OwnerChat
import Payments
import Search
import Storage
import Transport

/// What `prompts/` and `channels/` say, put together: read at start and again on SIGHUP, as a whole or not at all.
struct FilesInUse: Sendable {
  let engine: ConversationEngine
  let search: CatalogIndexes
  let channels: [OpenChannel]

  /// - Throws: ``FilesAtFault`` with every problem of every file.
  static func read(
    _ souk: Souk, _ parts: ChannelParts, payments: FixedProviders = FixedProviders([:]),
    reading: (any Database)? = nil
  ) throws(FilesAtFault) -> FilesInUse {
    var problems: [String] = []
    func noting<Value>(_ read: () throws -> Value) -> Value? {
      do { return try read() } catch {
        problems += "\(error)".split(separator: "\n").map(String.init)
        return nil
      }
    }
    let prompts = noting(souk.prompts)
    let search = noting(souk.search)
    let desk = noting { try DeskFiles.load(directory: souk.configuration.home + "/prompts/analytics") }
    let adviser = noting { try souk.queryAdviser(transport: parts.transport) } ?? nil
    var parts = parts
    parts.menus = prompts?.menus ?? []
    if let prompts, souk.configuration.telegramInvoices != nil {
      parts.stores.invoices = ShopInvoices(ledger: souk.storage.payments, stores: souk.storage.stores) { language in
        prompts.line("pay.invoice_closed", language: language)
      }
    }
    let channels = ChannelRegistry.kinds.compactMap { kind in
      noting { try kind.open(parts, souk.configuration.channels[kind.name] ?? ChannelEnvironment()) }
    }
    guard problems.isEmpty, let prompts, let search, let desk else { throw FilesAtFault(problems: problems) }
    return FilesInUse(
      engine: souk.engine(
        prompts: prompts, search: search, payments: payments, desk: souk.desk(desk, over: reading, adviser: adviser)),
      search: search, channels: channels)
  }

  /// Those whose messages the server sends.
  var servedChannels: ChannelDirectory {
    ChannelDirectory(
      channels.map(\.channel).filter { ChannelRegistry.kind($0.name)?.isServed ?? true })
  }

  func runner(_ souk: Souk, _ settings: TurnSettings) -> TurnRunner {
    TurnRunner(
      engine: engine, turns: souk.storage.turns, channels: ChannelDirectory(channels.map(\.channel)), search: search,
      settings: settings)
  }
}

/// One line a problem, with its file and line.
struct FilesAtFault: Error, CustomStringConvertible {
  let problems: [String]
  var description: String { problems.joined(separator: "\n") }
}

extension Souk {
  /// One channel, to render with.
  func channel(_ name: ChannelName) throws -> any Channel {
    guard let kind = ChannelRegistry.kind(name) else {
      throw SoukError.failed("this program has no channel '\(name)'")
    }
    return try kind.open(partsWithoutServer, configuration.channels[name] ?? ChannelEnvironment()).channel
  }

  private var partsWithoutServer: ChannelParts {
    channelParts(
      accounts: NoAccounts(), transport: CurlTransport(),
      stores: ChannelStores(
        inbox: storage.inbox, leases: storage.leases, listener: DispatchMailbox(), owner: owner))
  }

  /// The files as a server would read them, for whoever needs a channel or a check and no server.
  func files() throws(FilesAtFault) -> FilesInUse { try FilesInUse.read(self, partsWithoutServer) }
}

private struct NoAccounts: ChannelAccountDirectory {
  func accounts(of channel: ChannelName) -> [ChannelAccount] { [] }
}
