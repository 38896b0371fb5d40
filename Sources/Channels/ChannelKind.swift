import Commerce
import Dialogue
import ServiceLifecycle

/// A kind of channel: what an account of it is made of, and how it is put to work.
///
/// All that knows one by name is its own folder, its YAML in `channels/` and its line in ``ChannelRegistry``.
package protocol ChannelKind: Sendable {
  /// Also the name of its YAML.
  var name: ChannelName { get }
  /// What an account is made of, in the order it is asked for; none where the channel has no accounts to connect.
  var credentials: [ChannelCredential] { get }
  /// The environment's name for where the provider's API is, and for messages a second; nil where there is neither.
  var variables: ChannelVariables? { get }
  /// Its messages leave through the server; a console's are shown by whoever sits at it.
  var isServed: Bool { get }

  /// The account's public id on the channel; nil where the credentials have another form than they should.
  func externalID(of credentials: [String: String]) -> String?

  /// Reads the YAML and puts the channel together; again for a reload.
  /// - Throws: ``ChannelError/invalidSettings(_:)`` with everything wrong in the file.
  func open(_ parts: ChannelParts, _ environment: ChannelEnvironment) throws -> OpenChannel
}

extension ChannelKind {
  package var isServed: Bool { true }

  /// The account that these credentials speak for.
  /// - Returns: nil where ``externalID(of:)`` is.
  package func account(_ credentials: [String: String], of store: StoreID) -> ChannelAccount? {
    guard let id = externalID(of: credentials) else { return nil }
    let secrets = self.credentials.filter { !$0.isPublic }.map(\.name)
    return ChannelAccount(
      key: ChannelAccountKey(storeID: store, channel: name, externalID: id),
      credentials: credentials.filter { secrets.contains($0.key) })
  }
}

/// One part of an account.
package struct ChannelCredential: Sendable {
  /// As `souk channels add` reads it and the account keeps it.
  package var name: String
  /// The environment's name for it.
  package var variable: String
  package var isRequired: Bool
  /// No secret: the channel's own id of the account.
  package var isPublic: Bool
  /// What it looks like.
  package var expected: String

  package init(
    _ name: String, variable: String, isRequired: Bool = true, isPublic: Bool = false, expected: String
  ) {
    self.name = name
    self.variable = variable
    self.isRequired = isRequired
    self.isPublic = isPublic
    self.expected = expected
  }
}

package struct ChannelVariables: Sendable {
  package var apiBase: String
  package var messagesPerSecond: String

  package init(apiBase: String, messagesPerSecond: String) {
    self.apiBase = apiBase
    self.messagesPerSecond = messagesPerSecond
  }
}

/// What the environment says of one kind of channel.
package struct ChannelEnvironment: Sendable {
  /// By ``ChannelCredential/name``; nil where it has no account.
  package var credentials: [String: String]?
  /// The provider's own where nil; no slash at its end.
  package var apiBase: String?
  /// In place of the YAML's; 0 removes all pacing, per chat too.
  package var messagesPerSecond: Int?

  package init() {}
}

/// A channel at work.
package struct OpenChannel: Sendable {
  package var channel: any Channel
  /// Where messages come by webhook.
  package var receiver: (any WebhookReceiver)?
  /// What one account needs while the server runs (polling, a webhook set); nil for nothing.
  package var service: (@Sendable (ChannelAccount) -> (any Service)?)?

  package init(
    _ channel: any Channel, receiver: (any WebhookReceiver)? = nil,
    service: (@Sendable (ChannelAccount) -> (any Service)?)? = nil
  ) {
    self.channel = channel
    self.receiver = receiver
    self.service = service
  }
}
