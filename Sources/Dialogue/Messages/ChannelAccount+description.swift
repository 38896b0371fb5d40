/// Whatever prints an account, a log above all, shows whose it is and never its credentials.
extension ChannelAccount: CustomStringConvertible, CustomDebugStringConvertible {
  package var description: String { "\(key)" }
  package var debugDescription: String { description }
}
