import Hummingbird
import NIOCore

/// What a route knows of its request beside the request itself.
package struct WebContext: RequestContext {
  package var coreContext: CoreRequestContextStorage
  /// The connection, to bound how long it may take.
  package let channel: any Channel

  package init(source: ApplicationRequestContextSource) {
    coreContext = CoreRequestContextStorage(source: source)
    channel = source.channel
  }
}
