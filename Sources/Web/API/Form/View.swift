/// How an entity is shown: one table of fields that both writes it and describes it.
struct View<Entity>: Sendable {
  struct Field: Sendable {
    let name: String
    let schema: Schema
    let read: @Sendable (Entity) -> JSON

    init(_ name: String, _ schema: Schema, _ read: @escaping @Sendable (Entity) -> JSON) {
      self.name = name
      self.schema = schema
      self.read = read
    }
  }

  let name: String
  let fields: [Field]

  init(_ name: String, _ fields: [Field]) {
    self.name = name
    self.fields = fields
  }

  /// Every field is always there; what is not known is null.
  var schema: Schema { .named(name, Schema(.object(fields.map { .needed($0.name, $0.schema) }))) }

  func json(_ entity: Entity) -> JSON { .object(fields.map { JSON.Member(name: $0.name, value: $0.read(entity)) }) }

  /// Those of a list, in another view.
  func list(_ entities: [Entity]) -> JSON { .list(entities.map(json)) }
}
