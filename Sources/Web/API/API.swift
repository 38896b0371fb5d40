import HTTPTypes
import Hummingbird

/// The REST API under `/api/v1`, and its description at `/openapi.yaml`.
package struct API: Sendable {
  static let root = "/api/v1"

  let operations: [Operation]
  private let responder: APIResponder

  package init(_ parts: APIParts) {
    let limits = APILimits(parts.settings, time: parts.time)
    operations = APIOperations.all(limits)
    responder = APIResponder(parts: parts, limits: limits)
  }

  func mount(on router: Router<WebContext>) {
    for operation in operations {
      router.on(RouterPath(Self.root + operation.path), method: operation.method) { [responder] request, context in
        await responder.respond(to: request, in: context, operation)
      }
    }
    let document = OpenAPIDocument(operations).yaml
    router.get("/openapi.yaml") { _, _ in Response.text(document, contentType: "application/yaml; charset=utf-8") }
  }

  /// What a path takes, as `Allow` lists it; nil for a path that is not there.
  func methods(of path: String) -> String? {
    if path == "/openapi.yaml" { return "GET, HEAD" }
    let parts = path.split(separator: "/", omittingEmptySubsequences: true)
    let matching = operations.filter { operation in
      let own = (Self.root + operation.path).split(separator: "/")
      return own.count == parts.count && zip(own, parts).allSatisfy { $0 == $1 || $0.hasPrefix("{") }
    }
    guard !matching.isEmpty else { return nil }
    let names = matching.map(\.verb)
    return (names + (names.contains("GET") ? ["HEAD"] : [])).sorted().joined(separator: ", ")
  }
}

/// Every operation there is: a resource is added by a folder and a line here.
enum APIOperations {
  static func all(_ limits: APILimits) -> [Operation] {
    [
      AuthOperations(limits: limits).all, StoreOperations.all, MemberOperations.all, ProductOperations.all,
      ProductDetailOperations.all, VariantOperations.all, BundleOperations.all, SupplierOperations.all,
      StrainOperations.all, MasterItemOperations.all, StockOperations.all, LocationOperations.all, SearchOperations.all,
      CustomerOperations.all, CustomerFileOperations.all,
      OrderOperations.all, OrderChanges.all, OrderRecordOperations.all, CouponOperations.all,
      ConversationOperations.all,
    ].flatMap { $0 }
  }
}
