import Channels
import Commerce
import Dialogue
import Payments
import Search
import Storage
import Synchronization
import Web

extension Souk {
  /// The API's parts, put together.
  func api(_ files: CurrentFiles, _ payments: FixedProviders) async throws -> API {
    let key = try secretKey()
    let shop = APIShop(
      search: { files.search }, paymentProvider: { payments.name(for: $0, in: "api") },
      calls: { text, conversation in
        guard let channel = files.channel(conversation.account.channel) else {
          throw SoukError.failed("this program has no channel '\(conversation.account.channel)'")
        }
        return channel.render(OutboundMessage(text: text), to: conversation.chat)
      }, words: { call, channel in files.channel(channel)?.text(of: call) })
    return API(
      APIParts(
        storage: storage, sessions: await Sessions(storage: storage, time: time, key: key), time: time,
        settings: configuration.api, shop: shop))
  }
}

/// The files in use now; others take their place on SIGHUP.
final class CurrentFiles: Sendable {
  private let files: Mutex<FilesInUse>

  init(_ files: FilesInUse) { self.files = Mutex(files) }

  func replace(_ newer: FilesInUse) { files.withLock { $0 = newer } }

  var search: CatalogIndexes { files.withLock { $0.search } }

  func channel(_ name: ChannelName) -> (any Channel)? {
    files.withLock { $0.channels }.map(\.channel).first { $0.name == name }
  }
}
