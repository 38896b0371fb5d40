import Commerce

/// What every store and repository works with.
package struct StorageContext: Sendable {
  package let database: any Database
  package let time: TimeSource
  package let ids: IDGenerator
  let texts = DecodedTexts()

  package init(database: any Database, time: TimeSource, ids: IDGenerator) {
    self.database = database
    self.time = time
    self.ids = ids
  }
}

/// One transaction of a store: the connection with the moment and the ids for what is written.
struct Transaction {
  let connection: any Connection
  let now: Timestamp
  let ids: IDGenerator

  init(_ connection: any Connection, _ context: StorageContext) {
    self.connection = connection
    now = context.time.now()
    ids = context.ids
  }
}
