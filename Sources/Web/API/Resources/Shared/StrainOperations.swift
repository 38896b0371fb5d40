import Commerce
import Storage

/// Strains: what is grown, and what people say it does.
enum StrainOperations {
  static let resource = SharedResource<Strain>(
    names: .init(
      path: "strains", value: "strain", title: "Strain", words: "strain", missing: .strainNotFound),
    view: .strain, bodies: (new, change),
    make: { body, id in
      var strain = Strain(id: id, slug: "", name: "", kind: .hybrid)
      apply(body, to: &strain)
      if body.text("slug") == nil { strain.slug = ProductDetails.slug(of: strain.name) }
      return strain
    }, apply: { apply($0, to: &$1) }, rows: { $0.strains })

  static let all = resource.all

  static let kind = Schema.oneOf(Strain.Kind.allCases.map(\.rawValue))

  private static let maximumEffects = 50

  private static let effect = Schema(
    .object([
      .needed("name", .text(1...100, "`sleepy`, `relaxed` …")),
      .needed("weight_ppm", .integer(0...1_000_000, "how strong it is, in millionths")),
      .needed("confidence_ppm", .integer(0...1_000_000, "how sure that is, in millionths")),
      .needed("source", .text(1...200, "who says so")),
    ]))

  private static let facts: [Schema.Property] = [
    .optional("effects", .list(effect, 0...maximumEffects, "set anew as a whole"))
  ]

  private static let new = Schema.body(
    "NewStrain",
    [
      .needed("name", .shortText), .needed("kind", kind),
      .optional("slug", .slug),
    ] + facts)

  private static let change = Schema.body(
    "StrainChange",
    [
      .optional("name", .shortText), .optional("kind", kind), .optional("slug", .slug),
    ] + facts)

  private static func apply(_ body: Fields, to strain: inout Strain) {
    if let slug = body.text("slug") { strain.slug = slug }
    if let name = body.text("name") { strain.name = name }
    if let kind: Strain.Kind = body.raw("kind") { strain.kind = kind }
    guard body.has("effects") else { return }
    strain.effects = body.list("effects").map { effect in
      Strain.Effect(
        effect.text("name") ?? "", weight: share(effect, "weight_ppm"), confidence: share(effect, "confidence_ppm"),
        source: effect.text("source") ?? "")
    }
  }

  private static func share(_ effect: Fields, _ name: String) -> Double {
    Double(effect.integer(name) ?? 0) / 1_000_000
  }
}

extension View<SharedEntry<Strain>> {
  static let strain = View(
    "Strain",
    [
      .init("id", .id(StrainEntity.self)) { .id($0.item.id) },
      .init("slug", .text(0...100)) { .text($0.item.slug) },
      .init("name", .text(0...1_000)) { .text($0.item.name) },
      .init("kind", StrainOperations.kind) { .text($0.item.kind.rawValue) },
      .init("effects", .list(View<Strain.Effect>.effect.schema, 0...1_000)) {
        View<Strain.Effect>.effect.list($0.item.effects)
      },
      .init("is_own", .flag("this store made it and may change it")) { .bool($0.isOwn) },
    ])
}

extension View<Strain.Effect> {
  static let effect = View(
    "StrainEffect",
    [
      .init("name", .text(0...1_000)) { .text($0.name) },
      .init("weight_ppm", .integer(0...1_000_000, "how strong it is, in millionths")) { .millionths($0.weight) },
      .init("confidence_ppm", .integer(0...1_000_000, "how sure that is, in millionths")) {
        .millionths($0.confidence)
      },
      .init("source", .text(0...1_000)) { .text($0.source) },
      .init("is_told", .flag("strong and sure enough to be told to shoppers and found by")) { .bool($0.isTold) },
    ])
}

extension JSON {
  fileprivate static func millionths(_ share: Double) -> JSON {
    .integer(Int64((share * 1_000_000).rounded()))
  }
}
